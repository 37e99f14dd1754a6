package paperweb

import (
	"context"

	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type photosView struct {
	frame
	form    ui.Form
	tray    []papersvc.InTray
	filed   []papersvc.Filed
	byHand  ui.Form
	current string // the picture of the tray whose form was sent
}

func (w *Web) photos(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.photosView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(photosPage(v)), nil
}

func (w *Web) photosView(q *httpx.Req) (photosView, error) {
	tray, err := w.Service.Tray(q.Ctx(), home(q.Ctx()))
	if err != nil {
		return photosView{}, err
	}
	v := photosView{tray: tray}
	refs := make([]string, len(tray))
	for i, x := range tray {
		refs[i] = x.UploadedBy
	}
	v.frame, err = w.frame(q, refs...)
	return v, err
}

// upload files each picture by itself: one bad picture does not hold up the others.
func (w *Web) upload(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	files, err := q.Files("file")
	switch {
	case err != nil:
		if !problems.Join("", err) {
			return httpx.Reply{}, err
		}
	case len(files) == 0:
		problems.Add("file", "file.required")
	}
	var filed []papersvc.Filed
	for _, f := range files {
		data, err := f.Bytes()
		if err != nil {
			return httpx.Reply{}, err
		}
		out, err := w.Service.FilePhoto(q.Ctx(), home(q.Ctx()), papersvc.Photo{FileName: f.Name, Data: data})
		if err == nil {
			filed = append(filed, out)
		} else if !problems.Join("", err) {
			return httpx.Reply{}, err
		}
	}
	v, err := w.photosView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.filed = filed
	if err := problems.Err(); err != nil {
		v.form = ui.NewForm(q.Form(), err)
		return httpx.Invalid(photosPage(v)), nil
	}
	return httpx.Page(photosPage(v)), nil
}

// picture shows one picture of the tray.
func (w *Web) picture(q *httpx.Req) (httpx.Reply, error) {
	x, data, err := w.Service.OpenTray(q.Ctx(), q.PathValue("file"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Image(x.MediaType, data).Header("X-Content-Type-Options", "nosniff"), nil
}

func (w *Web) fileTray(q *httpx.Req) (httpx.Reply, error) {
	in := papersvc.FileTray{ID: q.PathValue("file"), Version: number(q.Value("version")), Number: q.Value("number"), File: q.Value("file")}
	if q.Value("do") == "drop" {
		if in.Drop = q.Value("drop"); in.Drop == "" {
			in.Drop = "-"
		}
	}
	err := w.Service.FileFromTray(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/papers/photos?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.photosView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.byHand, v.current = ui.NewForm(q.Form(), err), in.ID
	return httpx.Invalid(photosPage(v)), nil
}

func (v photosView) formOf(x papersvc.InTray) ui.Form {
	f := ui.Form{Prefix: x.ID + "-"}
	if x.ID == v.current {
		f.Values, f.Problems = v.byHand.Values, v.byHand.Problems
	}
	return f
}

func (v photosView) summary() ui.Form {
	if v.current != "" {
		f := v.byHand
		f.Prefix = v.current + "-"
		return f
	}
	return v.form
}

func (v photosView) said(ctx context.Context, f papersvc.Filed) string {
	if f.Paper == "" {
		return f.FileName
	}
	return f.FileName + ": " + v.kind(ctx, f.Kind) + ", " + f.Number
}
