package auditweb

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
)

// export gives the list as CSV for a spreadsheet, with identifiers and codes as the record holds them.
func (w *Web) export(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	v, err := w.listView(ctx, q.R.URL, audit.ExportSize)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Download("audit.csv", "text/csv; charset=utf-8", func(out io.Writer) error {
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
		c := csv.NewWriter(out)
		var head []string
		for _, k := range []string{"number", "entry", "when", "who", "account", "roles", "kind", "action", "purpose", "route", "result", "reason", "clients", "files", "changes"} {
			head = append(head, i18n.T(ctx, "audit.csv."+k))
		}
		if err := c.Write(head); err != nil {
			return err
		}
		for _, l := range v.lines {
			if err := c.Write(record(ctx, l, v.files)); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	}), nil
}

func record(ctx context.Context, l auditsvc.Line, files map[id.Client]string) []string {
	var clients, numbers, changes []string
	for _, c := range l.Subjects {
		clients = append(clients, string(c))
		if f := files[c]; f != "" {
			numbers = append(numbers, f)
		}
	}
	for _, c := range l.Changes {
		changes = append(changes, c.Op+" "+c.Table+" "+c.Row)
	}
	why := l.Reason
	if l.Withheld {
		why = i18n.T(ctx, "audit.withheld")
	}
	row := []string{
		strconv.FormatInt(l.Seq, 10), string(l.ID), l.At.String(), l.Display, l.Actor, strings.Join(l.Roles, " "), string(l.Kind), l.Action,
		l.Purpose, l.Route, l.Result, why, strings.Join(clients, " "), strings.Join(numbers, " "), strings.Join(changes, "; "),
	}
	for i, s := range row {
		row[i] = harmless(s)
	}
	return row
}

// harmless keeps a spreadsheet from taking a value for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
