package person

import (
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// Paper is one version of an uploaded document of the file. Document is the same through all versions.
type Paper struct {
	Version
	Document   string
	Kind       string // code of the list file_documents
	Title      string
	FileName   string
	MediaType  string
	Size       int64
	Pages      int // 0 means not counted
	Dated      civil.Date
	ReceivedAt civil.Instant // when the service got the paper, which may be before it was uploaded
	UploadedBy string
	UploadedAt civil.Instant
	Reads      actor.Action // the right that reading it asks for besides that of the record; empty: none
}

// PaperSources say how the bytes came about, in the order of forms; the text is the message "person.paper_source.<code>".
func PaperSources() []string { return []string{"scan", "phone", "file", "paper"} }

// MaxPages bounds the stated number of pages.
const MaxPages = 5000

// CheckPaper notes what is wrong with the details of an upload. Kinds says whether a code is in the list.
func CheckPaper(problems *fault.Problems, p Paper, now civil.Instant, today civil.Date, known func(string) bool) {
	if p.Kind == "" {
		problems.Add("kind", "field.choose")
	} else if !known(p.Kind) {
		problems.Add("kind", "field.unknown")
	}
	if p.Dated.After(today) {
		problems.Add("dated", "date.future")
	}
	if p.ReceivedAt.After(now) {
		problems.Add("received", "date.future")
	}
	if p.Pages < 0 || p.Pages > MaxPages {
		problems.Add("pages", "field.range", "Min", 0, "Max", MaxPages)
	}
	CheckLine(problems, "title", p.Title)
}
