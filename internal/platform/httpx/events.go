package httpx

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// eventWait is how long one event may take to leave; a reader who takes none for so long is gone.
const eventWait = 20 * time.Second

var errNoStream = errors.New("events need a connection that can be flushed")

// Events answers with a stream of server-sent events that lasts as long as run. send gives one event, and fails when the reader is
// gone; an event without a name is a sign of life. The route must be a stream; what is shown must be known before the first byte, so the
// events carry identifiers and counts only.
func Events(run func(send func(event, data string) error)) Reply {
	return Reply{
		status: http.StatusOK, mediaType: "text/event-stream; charset=utf-8", inline: true,
		header: http.Header{"Content-Encoding": {"identity"}, "X-Accel-Buffering": {"no"}},
		write: func(w io.Writer) error {
			rw, ok := w.(http.ResponseWriter)
			if !ok {
				return errNoStream
			}
			control := http.NewResponseController(rw)
			run(func(event, data string) error {
				if err := control.SetWriteDeadline(time.Now().Add(eventWait)); err != nil {
					return err // no connection: nobody is there to hear of anything
				}
				if _, err := io.WriteString(w, frame(event, data)); err != nil {
					return err
				}
				return control.Flush()
			})
			return nil
		},
	}
}

// frame is the event as it goes over the line.
func frame(event, data string) string {
	if event == "" {
		return ": alive\n\n"
	}
	return "event: " + event + "\ndata: " + strings.ReplaceAll(data, "\n", " ") + "\n\n"
}
