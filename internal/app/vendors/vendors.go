// Package vendors is what the command line does with makers' services that pass on what their devices say.
package vendors

import (
	"context"
	"fmt"
	"io"

	"tuzjol/internal/monitoring/vendorsvc"
)

// Ask is what the operator wants: all three empty lists the makers.
type Ask struct {
	Code, Name string
	End        bool
}

// Run does it and says what came of it.
func Run(ctx context.Context, s *vendorsvc.Service, ask Ask, out io.Writer) error {
	switch {
	case ask.End:
		return s.End(ctx, ask.Code)
	case ask.Code != "" || ask.Name != "":
		token, err := s.Add(ctx, ask.Code, ask.Name)
		if err == nil {
			_, err = fmt.Fprintf(out, "token, shown this once; the maker sends it as \"Authorization: Bearer TOKEN\":\n%s\n", token)
		}
		return err
	}
	list, err := s.List(ctx)
	for _, v := range list {
		state := "open"
		if !v.EndedAt.IsZero() {
			state = "ended"
		}
		fmt.Fprintf(out, "%-16s %-6s %s\n", v.Code, state, v.Name)
	}
	return err
}
