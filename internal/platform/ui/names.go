package ui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// names collects what the fields of a page are called while they are drawn: the error summary stands before them and says
// beside each remedy which field it is about.
type names struct{ byID map[string]string }

type namesKey struct{}

// placeholder stands where the name of a field belongs; no text holds its first character, since HTML forbids it.
func placeholder(fieldID string) string { return "\x00" + fieldID + "\x00" }

// fieldName is where the summary names a field; empty outside a page.
func fieldName(ctx context.Context, fieldID string) string {
	if ctx.Value(namesKey{}) == nil {
		return ""
	}
	return placeholder(fieldID)
}

// noteName remembers what a field is called.
func noteName(ctx context.Context, f Form, fd Field) string {
	if n, ok := ctx.Value(namesKey{}).(*names); ok && said(fd.Label) {
		n.byID[f.ID(fd.Name)] = text(ctx, fd.Label)
	}
	return ""
}

// named draws its children and then fills in the names of fields.
func named() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inner := templ.GetChildren(ctx)
		n := &names{byID: map[string]string{}}
		var b bytes.Buffer
		if err := inner.Render(context.WithValue(templ.ClearChildren(ctx), namesKey{}, n), &b); err != nil {
			return err
		}
		if _, err := io.WriteString(w, n.fill(b.String())); err != nil {
			return fmt.Errorf("page: %w", err)
		}
		return nil
	})
}

// fill replaces each placeholder by the field's name and a colon, or by nothing when the field has no name of its own.
func (n *names) fill(page string) string {
	parts := strings.Split(page, "\x00")
	for i := 1; i < len(parts); i += 2 {
		name := n.byID[parts[i]]
		if parts[i] = ""; name != "" {
			parts[i] = templ.EscapeString(name) + ": "
		}
	}
	return strings.Join(parts, "")
}
