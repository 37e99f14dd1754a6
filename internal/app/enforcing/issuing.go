package enforcing

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// Issuing gives out warnings and submissions as papers of the service: what the case says, in the merge fields of their templates, with
// what follows and where one may appeal in the language of the paper.
type Issuing struct {
	Papers enforcementsvc.Papers
	Words  *i18n.Catalogue
	Rules  *rulebook.Set
	Zone   *time.Location
}

// Issue fills the merge fields and gives the paper out. Faults: those of the papers.
func (x Issuing) Issue(ctx context.Context, tx *db.Tx, in document.Draft) (document.Issued, error) {
	words := i18n.WithCatalogue(ctx, x.Words, in.Lang, x.Zone)
	today := tx.Now.In(x.Zone)
	appeal := i18n.T(words, "enforcement.paper.appeal")
	if d, ok := x.Rules.At(today).Deadline(enforcement.RuleAppealDays, today); ok {
		appeal += " " + i18n.N(words, "enforcement.paper.appeal_days", d.Clock.N)
	}
	basis, account, reason := in.Fields["basis"], in.Fields["account"], in.Fields["reason"]
	if account == "" {
		account = i18n.T(words, "enforcement.paper.no_account")
	}
	follows := i18n.T(words, "enforcement.paper.follows."+in.Kind)
	if speaks := in.Fields["speaks"]; enforcement.Interpreted(speaks) {
		name := x.Rules.At(today).List(rulebook.ListLanguages).Name(speaks, in.Lang)
		follows += " " + i18n.T(words, "enforcement.paper.interpreter", "Language", name)
	}
	explained := ""
	if day, err := civil.ParseDate(in.Fields["explained"]); err == nil {
		explained = i18n.Date(words, day)
	}
	fields := map[string]string{
		"obligation": in.Fields["obligation"], "ground": basis, "account": account, "explained": explained,
		"chronology": strings.ReplaceAll(basis, "; ", "\n"),
	}
	if in.Kind == string(enforcement.Submission) {
		fields["request"] = strings.TrimSpace(reason + " " + follows)
	} else {
		fields["appeal"], fields["consequences"] = appeal, follows
	}
	in.Fields = fields
	return x.Papers.Issue(ctx, tx, in)
}
