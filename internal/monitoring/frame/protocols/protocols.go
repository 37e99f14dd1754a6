// Package protocols names the device protocols and makes their readers.
package protocols

import (
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/gt06"
	"tuzjol/internal/monitoring/frame/h02"
	"tuzjol/internal/monitoring/frame/nmea"
	"tuzjol/internal/monitoring/frame/teltonika"
)

// Protocol is the name of a protocol.
type Protocol string

// The protocols.
const (
	Teltonika Protocol = "teltonika"
	GT06      Protocol = "gt06"
	H02       Protocol = "h02"
	NMEA      Protocol = "nmea"
	OsmAnd    Protocol = "osmand" // over HTTP; it has no frames
	Vendor    Protocol = "vendor" // a maker's service over HTTP; it has no frames
)

// Streams are the protocols that come in frames over TCP and UDP.
var Streams = []Protocol{Teltonika, GT06, H02, NMEA}

// Decoder makes the reader of one connection; ok is false for names that have no frames.
func (p Protocol) Decoder(s frame.Settings) (d frame.Decoder, ok bool) {
	switch p {
	case Teltonika:
		return teltonika.New(s), true
	case GT06:
		return gt06.New(s), true
	case H02:
		return h02.New(s), true
	case NMEA:
		return nmea.New(s), true
	}
	return nil, false
}

// Splitter makes what cuts one stream into frames.
func (p Protocol) Splitter() (s frame.Splitter, ok bool) {
	switch p {
	case Teltonika:
		return teltonika.Splitter{}, true
	case GT06:
		return gt06.Splitter{}, true
	case H02:
		return &h02.Splitter{}, true
	case NMEA:
		return nmea.Splitter{}, true
	}
	return nil, false
}

// Command puts a command in the words of the device into a frame of the protocol; mark is brought back by the answer where the protocol has
// room for it. Refused for a protocol that takes no commands, and for words that no frame can hold.
func (p Protocol) Command(mark uint32, words string) ([]byte, error) {
	switch p {
	case Teltonika:
		return teltonika.Command(words)
	case GT06:
		return gt06.Command(mark, words)
	case OsmAnd:
		if words == "" || len(words) > gt06.MaxCommand {
			return nil, frame.Refuse(frame.Content, "no command of 1 to %d letters", gt06.MaxCommand)
		}
		return []byte(words), nil
	}
	return nil, frame.Refuse(frame.Content, "%s takes no commands", p)
}

// Commands lists the protocols that take commands.
var Commands = []Protocol{Teltonika, GT06, OsmAnd}

// Answers tells whether a device of the protocol says what became of a command.
func (p Protocol) Answers() bool { return p == Teltonika || p == GT06 }

// MaxFrame is the largest frame of the protocol.
func (p Protocol) MaxFrame() int {
	switch p {
	case Teltonika:
		return teltonika.MaxFrame
	case GT06:
		return gt06.MaxFrame
	case H02:
		return h02.MaxFrame
	}
	return nmea.MaxFrame
}
