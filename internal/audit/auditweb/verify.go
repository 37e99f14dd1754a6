package auditweb

import (
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type verifyView struct {
	form   ui.Form
	report *audit.Report
	key    string
}

func (w *Web) verifyPage(*httpx.Req) (httpx.Reply, error) {
	return httpx.Page(verifyPage(verifyView{key: w.Service.PublicKey()})), nil
}

// verify runs the whole verification in the request: it reads one snapshot and changes nothing.
func (w *Web) verify(q *httpx.Req) (httpx.Reply, error) {
	v := verifyView{form: ui.Form{Values: q.Form()}, key: w.Service.PublicKey()}
	in := auditsvc.VerifyOptions{Records: q.Value("records") != ""}
	file, err := q.File("checkpoint")
	if err != nil {
		v.form = ui.NewForm(q.Form(), err)
		return httpx.Invalid(verifyPage(v)), nil
	}
	if file != nil {
		if in.Checkpoint, err = file.Bytes(); err != nil {
			return httpx.Reply{}, err
		}
	}
	report, err := w.Service.Verify(q.Ctx(), in)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.report = &report
	return httpx.Page(verifyPage(v)), nil
}

// checkpoint gives the signed note; it proves the record only if it is kept where the service cannot change it.
func (w *Web) checkpoint(q *httpx.Req) (httpx.Reply, error) {
	signed, c, err := w.Service.Checkpoint(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes("checkpoint-"+c.At.String()[:10]+"-"+strconv.FormatInt(c.Size, 10)+".note", "text/plain; charset=utf-8", signed), nil
}

func (v verifyView) items() []ui.Item {
	r := v.report
	return []ui.Item{
		{Label: ui.M("audit.verify.entries"), Value: ui.Num(int(r.Entries))},
		{Label: ui.M("audit.verify.pending"), Value: ui.Num(int(r.Pending))},
		{Label: ui.M("audit.verify.rows"), Value: ui.Num(int(r.Rows))},
		{Label: ui.M("audit.verify.tail"), Value: v.tail()},
	}
}

func (v verifyView) tail() templ.Component {
	if v.report.TailProven {
		return ui.Tag(ui.Good, ui.M("audit.verify.tail_proven"))
	}
	return ui.Tag(ui.Warn, ui.M("audit.verify.tail_open"))
}

func (v verifyView) problems() ui.Grid {
	g := ui.Grid{Caption: ui.M("audit.verify.problems"), Columns: []ui.Column{
		{Label: ui.M("audit.verify.damage")},
		{Label: ui.M("audit.col.number"), Narrow: true},
		{Label: ui.M("audit.field.entry")},
		{Label: ui.M("audit.col.row")},
	}}
	for _, p := range v.report.Problems {
		seq := ""
		if p.Seq > 0 {
			seq = strconv.FormatInt(p.Seq, 10)
		}
		g.Rows = append(g.Rows, ui.Row{Tone: ui.Bad, Cells: []templ.Component{
			ui.Say(ui.M("audit.damage." + string(p.Damage))), ui.Val(seq),
			entryOf(p), ui.Val(rowName(p)),
		}})
	}
	return g
}

func rowName(p audit.Problem) string {
	if p.Row == "" {
		return p.Table
	}
	return p.Table + " " + p.Row
}
