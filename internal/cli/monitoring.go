package cli

import (
	"fmt"
	"time"

	"tuzjol/internal/app/framefile"
	"tuzjol/internal/cli/simulated"
	"tuzjol/internal/monitoring/frame/protocols"
)

type monitoringCmd struct {
	Decode   monitoringDecodeCmd `cmd:"" help:"Decode recorded frames of devices from a CSV file."`
	Simulate simulated.Cmd       `cmd:"" help:"Play believable bracelets and phones against a running service."`
	Replay   monitoringReplayCmd `cmd:"" help:"Judge what is stored again and compare the alerts."`
}

type monitoringDecodeCmd struct {
	Protocol string `help:"What the devices speak: teltonika, gt06, h02, nmea or osmand." enum:"teltonika,gt06,h02,nmea,osmand" required:"" placeholder:"P"`
	In       string `help:"CSV file with columns id, encoding (hex or text) and frame; for osmand id, url, content_type and body. Rows with the same test_method are one connection." required:"" type:"existingfile" placeholder:"FILE"`
	Out      string `help:"CSV file to write: id, positions, time_utc, lat, lon, valid, attributes (JSON), error." required:"" placeholder:"FILE"`
}

// Help gives an example.
func (monitoringDecodeCmd) Help() string {
	return `Example: tuzjol monitoring decode --protocol teltonika --in frames.csv --out decoded.csv

Positions counts the messages of a frame, also those without a place; time, latitude and longitude are those of the first place.
A frame that is refused has the reason first in error: crc, length, too_large, garbage, content, login.`
}

// Run decodes the file.
func (c monitoringDecodeCmd) Run(con *Console) error {
	sum, err := framefile.Run(framefile.Request{Protocol: protocols.Protocol(c.Protocol), In: c.In, Out: c.Out, Now: time.Now()}, con.Err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "rows=%d messages=%d refused=%d\n", sum.Rows, sum.Messages, sum.Refused)
	return err
}
