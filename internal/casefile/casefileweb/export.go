package casefileweb

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"tuzjol/internal/casefile"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
)

// exportLimit bounds one export; larger ones are the operator's command.
const exportLimit = 500

// caseloadCSV exports the list as CSV for a spreadsheet: UTF-8 with a mark, so that Kyrgyz letters survive, and values
// that a spreadsheet would take for a formula made harmless (check S30).
func (w *Web) caseloadCSV(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, exportLimit)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	return httpx.Download("caseload.csv", "text/csv; charset=utf-8", func(out io.Writer) error {
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
		c := csv.NewWriter(out)
		head := []string{}
		for _, k := range []string{"name", "file", "born", "measure", "status", "next", "last", "end", "level", "level_since", "assessment", "assessment_due", "flags", "officer", "office"} {
			head = append(head, i18n.T(ctx, "casefile.col."+k))
		}
		if err := c.Write(head); err != nil {
			return err
		}
		for _, card := range v.list.Cards {
			if err := c.Write(v.record(card)); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	}), nil
}

func (v listView) record(c casefile.Card) []string {
	l := statusLabel(c, v.today)
	row := []string{
		c.Label(), c.FileNumber, c.Birth.String(), v.web.name(v.ctx, rulebook.ListMeasures, c.Measure), i18n.Msg(v.ctx, l.Words),
		i18n.Instant(v.ctx, c.NextAt), c.LastContact.String(), c.TermEnd.String(),
		v.web.levelName(v.ctx, c), c.LevelSince.String(), i18n.Msg(v.ctx, standingWords(c)), c.RNADue.String(), strconv.Itoa(c.FlagsOpen),
		c.OfficerName, v.offices[c.Office],
	}
	for i, s := range row {
		row[i] = harmless(s)
	}
	return row
}

func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
