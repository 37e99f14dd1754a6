package register

import (
	"context"
	"encoding/csv"
	"errors"
	"io/fs"
	"os"
	"strconv"

	"tuzjol/internal/platform/i18n"
)

// WriteReport writes every problem with row, column, field and remedy, in the language of ctx, as CSV that a spreadsheet
// opens. It replaces the file as a whole, so that a report is never half of one.
func WriteReport(ctx context.Context, path string, problems []Problem) (err error) {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err == nil {
			err = os.Rename(path+".new", path)
		} else {
			os.Remove(path + ".new") //nolint:errcheck,gosec // the first error tells
		}
	}()
	if _, err := f.WriteString("\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(f)
	head := []string{}
	for _, k := range []string{"row", "column", "field", "problem", "remedy"} {
		head = append(head, i18n.T(ctx, "register.report."+k))
	}
	if err := w.Write(head); err != nil {
		return err
	}
	for _, p := range problems {
		if err := w.Write([]string{strconv.Itoa(p.Row), harmless(p.Column), p.Field, harmless(i18n.Msg(ctx, p.Msg)), harmless(i18n.Msg(ctx, p.Remedy))}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// Writable reports whether a report may be put at a path.
func Writable(path string) bool {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(path+".new")) == nil
}

// Exists reports whether a file is there.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// harmless keeps a spreadsheet from taking a value of the register for a formula.
func harmless(s string) string {
	if s != "" {
		switch s[0] {
		case '=', '+', '-', '@', '\t', '\r':
			return "'" + s
		}
	}
	return s
}
