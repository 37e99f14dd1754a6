package enforcing

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/enforcementweb"
)

// Issuing gives out warnings and submissions as papers of the service: what the case says, in the merge fields of their templates, with
// what follows and where one may appeal in the language of the paper.
type Issuing struct {
	Papers interface {
		Issue(ctx context.Context, tx *db.Tx, in document.Draft) (document.Issued, error)
	}
	Words *i18n.Catalogue
	Rules *rulebook.Set
	Zone  *time.Location
}

// Issue fills the merge fields and gives the paper out. Faults: those of the papers.
func (x Issuing) Issue(ctx context.Context, tx *db.Tx, in enforcementsvc.Sheet) (document.Issued, error) {
	words := i18n.WithCatalogue(ctx, x.Words, in.Lang, x.Zone)
	rb := x.Rules.At(tx.Now.In(x.Zone))
	fields := map[string]string{
		"obligation": strings.TrimSpace(rb.List(rulebook.ListObligations).Name(in.Duty.Code, in.Lang) + " " + in.Duty.Text),
		"ground":     x.ground(words, rb, in), "account": account(words, rb, in), "explained": explained(words, rb, in.Explained),
	}
	follows := x.follows(words, rb, in)
	if in.Kind == string(enforcement.Submission) {
		fields["request"] = strings.TrimSpace(in.Reason + " " + follows)
		fields["chronology"], fields["taken"] = file(words, rb, in)
		fields["attachments"] = i18n.T(words, "enforcement.paper.attached", "Number", in.Number)
	} else {
		fields["appeal"], fields["consequences"] = x.appeal(words, tx, rb), follows
	}
	draft := in.Draft
	draft.Fields = fields
	return x.Papers.Issue(ctx, tx, draft)
}

func (x Issuing) ground(words context.Context, rb *rulebook.Rulebook, in enforcementsvc.Sheet) string {
	var out []string
	for _, l := range in.Rests {
		out = append(out, i18n.Date(words, l.On)+" – "+enforcementweb.Happened(words, rb, l))
	}
	return strings.Join(out, "\n")
}

func account(words context.Context, rb *rulebook.Rulebook, in enforcementsvc.Sheet) string {
	if in.Heard.Kind == "" {
		return i18n.T(words, "enforcement.paper.no_account")
	}
	return strings.TrimSpace(rb.List(enforcement.ListHearing).Name(in.Heard.Code, in.Lang) + ". " + in.Heard.Text)
}

func explained(words context.Context, rb *rulebook.Rulebook, e enforcement.Explained) string {
	if e.On.IsZero() {
		return ""
	}
	return strings.Join(nonEmpty(i18n.Date(words, e.On), rb.List(rulebook.ListLanguages).Name(e.Language, i18n.Lang(words))), ", ")
}

func (x Issuing) follows(words context.Context, rb *rulebook.Rulebook, in enforcementsvc.Sheet) string {
	out := i18n.T(words, "enforcement.paper.follows."+in.Kind)
	if enforcement.Interpreted(in.Speaks) {
		out += " " + i18n.T(words, "enforcement.paper.interpreter", "Language", rb.List(rulebook.ListLanguages).Name(in.Speaks, in.Lang))
	}
	return out
}

func (x Issuing) appeal(words context.Context, tx *db.Tx, rb *rulebook.Rulebook) string {
	out := i18n.T(words, "enforcement.paper.appeal")
	if d, ok := rb.Deadline(enforcement.RuleAppealDays, tx.Now.In(x.Zone)); ok {
		out += " " + i18n.N(words, "enforcement.paper.appeal_days", d.Clock.N)
	}
	return out
}

// file is the breach file as the court reads it: all that happened, and apart from it what was done earlier, in other cases.
func file(words context.Context, rb *rulebook.Rulebook, in enforcementsvc.Sheet) (chronology, taken string) {
	var all, done []string
	for _, e := range in.File {
		all = append(all, i18n.Date(words, e.On)+"\t"+enforcementweb.Told(words, rb, e))
		if !e.Own && (e.Kind == string(enforcement.Paper) || e.Kind == string(enforcement.Delivery)) {
			done = append(done, i18n.Date(words, e.On)+" – "+enforcementweb.Told(words, rb, e))
		}
	}
	if len(done) == 0 {
		done = []string{i18n.T(words, "enforcement.paper.taken_none")}
	}
	return strings.Join(all, "\n"), strings.Join(done, "\n")
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}
