// Package assessing binds the use of instruments to the record: who people are, their orders, what was done with them.
package assessing

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/assessment/assessmentweb"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/signin"
	"tuzjol/jurisdiction/ew"
	"tuzjol/jurisdiction/kg"
)

// Kit is what the use of instruments needs of the service, and what comes of it.
type Kit struct {
	DB          *db.DB
	Rules       *rulebook.Set
	Zone        *time.Location
	Seal        *seal.Sealer
	Demo        bool
	Org         *orgsvc.Service
	Orders      *ordersvc.Service
	Term        assessmentsvc.Term
	Flags       assessmentsvc.Flags
	InForce     func(ctx context.Context, tx *db.Tx, c assessment.Case) error
	Instruments []*engine.Instrument

	Service *assessmentsvc.Service
	Levels  *assessmentlevelsvc.Service
	Web     *assessmentweb.Web
}

// Load reads what the program carries and the Department's own folder; instruments of other jurisdictions are for reference and have
// no use here.
func Load(folder string) ([]*engine.Instrument, error) {
	var own []fs.FS
	if folder != "" {
		own = append(own, os.DirFS(folder))
	}
	list, err := kg.Instruments(own...)
	if err != nil {
		return nil, fmt.Errorf("instruments: %w", err)
	}
	reference, err := ew.Instruments()
	return append(list, reference...), err
}

// Bind makes the services.
func (k *Kit) Bind() {
	k.Levels = assessmentlevelsvc.New(k.DB, assessmentlevelsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone})
	k.Service = assessmentsvc.New(k.DB, assessmentsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Demo: k.Demo, Instruments: k.Instruments,
		Levels: k.Levels.Ops(), Flags: k.Flags, InForce: k.InForce, Term: k.Term, Qualified: k.Org.Ops().Qualified, Prefill: k.Prefill, Tell: k.tell,
	})
}

// tell puts a notice before one account, or before the heads of the client's office. Nobody outside learns of a compartment.
func (k *Kit) tell(ctx context.Context, tx *db.Tx, n assessmentsvc.Told) error {
	out := access.Notice{
		Kind: "assessment_" + n.Kind, Client: n.Client, Compartment: access.Compartment(n.Compartment), Subject: n.Assessment,
		Href: "/clients/" + string(n.Client) + "/assessment/" + n.Assessment,
	}
	if n.To != "" {
		return k.Org.Ops().NotifyAccount(ctx, tx, n.To, out)
	}
	office, err := db.One[id.Office](ctx, tx.System(), `select c.office_id from access_client c where c.client_id = $1 and {visible c.client_id}`, n.Client)
	if err != nil {
		return err
	}
	return k.Org.Ops().NotifyRole(ctx, tx, office, access.Head, out)
}

// Pages makes the pages; deps carry what other pages share.
func (k *Kit) Pages(deps assessmentweb.Deps) *assessmentweb.Web {
	deps.Service, deps.Levels = k.Service, k.Levels
	if print := deps.Print; print != nil {
		deps.Print = func(ctx context.Context, client id.Client) (assessmentweb.PrintFacts, error) {
			f, err := print(ctx, client)
			f.By = signin.From(ctx).Display
			return f, err
		}
	}
	k.Web = assessmentweb.New(deps)
	return k.Web
}

// Card is the part of the card that shows the level.
func (k *Kit) Card() casefilesvc.Source {
	return casefilesvc.Source{Name: "level", Prefixes: []string{"assessment"}, Part: k.Levels.Ops().CardPart}
}

// Overview is what the overview of a record announces: a level that changed.
func (k *Kit) Overview(ctx context.Context, client id.Client) (templ.Component, error) {
	return k.Web.Banner(ctx, client)
}

// Word names the instrument that a fact is about, and why check-in is paused.
func (k *Kit) Word(ctx context.Context, place, code string) string {
	if place == "portal.why" {
		return i18n.T(ctx, "checkin.pause."+code)
	}
	if place != "assessment.instrument" {
		return ""
	}
	for _, i := range k.Instruments {
		if i.ID == code {
			return i.Title.In(i18n.Lang(ctx))
		}
	}
	return ""
}
