package orderintakeweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// addSheet lays one or more scans beside the judgment. Those before a bad one are kept, and the page names the bad one.
func (w *Web) addSheet(q *httpx.Req) (httpx.Reply, error) {
	files, err := q.Files("file")
	if err == nil && len(files) == 0 {
		var problems fault.Problems
		problems.Add("file", "file.required")
		err = problems.Err()
	}
	for _, f := range files {
		if err != nil {
			break
		}
		var data []byte
		if data, err = f.Bytes(); err == nil {
			err = w.Service.AddSheet(q.Ctx(), orderintakesvc.AddSheet{Judgment: q.PathValue("judgment"), FileName: f.Name, Data: data})
		}
	}
	return w.shown(q, err, func(v *pageView) *ui.Form { return &v.scans })
}

// sheet sends a scan; the browser must neither guess its type nor run what is in it.
func (w *Web) sheet(q *httpx.Req) (httpx.Reply, error) {
	s, data, err := w.Service.OpenSheet(q.Ctx(), q.PathValue("judgment"), q.PathValue("sheet"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.DownloadBytes(s.Name, s.MediaType, data).Header("X-Content-Type-Options", "nosniff"), nil
}

// maySheet reports whether scans may still be laid beside the judgment.
func (v pageView) maySheet(ctx context.Context) bool {
	return v.j.State.Open() && access.From(ctx).May(access.ReceiveJudgment)
}
