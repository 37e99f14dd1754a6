package orderintakesvc

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// columns are those of row, in its order.
const columns = `j.id, j.client_id, j.office_id, j.state, j.source, j.kind, j.court, j.number, j.decided_on, j.in_force_on,
 j.surname, j.given, j.patronymic, j.surname_latin, j.given_latin, j.patronymic_latin, j.birth, j.sex, j.language, j.district,
 j.pin, j.address, j.phone, j.measures, j.term, j.stated_from, j.stated_to, j.credit, j.obligations, j.article, j.pages, j.document, j.received_on, j.received_at,
 j.received_by, j.check_due, j.check_in_force, j.check_signed, j.check_identity, j.checked_at, j.checked_by, j.return_reasons,
 j.return_note, j.letter_no, j.returned_at, j.returned_by, j.accepted_at, j.accepted_by, j.another, j.running, j.rulebook_version, j.version`

type row struct {
	ID                                        string
	Client                                    id.Client
	Office                                    id.Office
	State                                     order.JudgmentState
	Source, Kind, Court, Number               string
	DecidedOn, InForceOn                      civil.Date
	Surname, Given, Patronymic                string
	SurnameLatin, GivenLatin, PatronymicLatin string
	Birth                                     civil.Partial
	Sex                                       person.Sex
	Language                                  string
	District                                  rulebook.SOATE
	PIN, Address, Phone                       []byte
	Measures                                  string
	Term                                      civil.Term
	StatedFrom, StatedTo                      civil.Date
	Credit                                    string
	Obligations                               string
	Article                                   string
	Pages                                     int
	Document                                  string
	ReceivedOn                                civil.Date
	ReceivedAt                                civil.Instant
	ReceivedBy                                string
	CheckDue                                  civil.Date
	CheckInForce, CheckSigned, CheckIdentity  order.Answer
	CheckedAt                                 civil.Instant
	CheckedBy                                 string
	ReturnReasons                             string
	ReturnNote                                []byte
	LetterNo                                  string
	ReturnedAt                                civil.Instant
	ReturnedBy                                string
	AcceptedAt                                civil.Instant
	AcceptedBy                                string
	Another                                   bool
	Running                                   string
	RulebookVersion                           string
	Version                                   int
}

// Judgment is a stored judgment as a reader with the right sees it. It never says whether the person was known, so that
// nothing tells a hidden match from any other.
type Judgment struct {
	order.Judgment
	ID         string
	State      order.JudgmentState
	Checks     order.Checks
	CheckDue   civil.Date
	ReceivedAt civil.Instant
	ReceivedBy string
	CheckedAt  civil.Instant
	AcceptedAt civil.Instant
	ReturnedAt civil.Instant
	Reasons    []string // for the return
	ReturnNote string
	LetterNo   string
	Rulebook   string
	Version    int
	running    *order.Running
	client     id.Client
	fresh      db.Row // of a judgment that is not written yet: it is written once, with what was decided
}

// scope of the sealed values of a judgment that is not yet anybody's.
func scope(judgment string) seal.Scope { return seal.Scope("judgment:" + judgment) }

func (o *Ops) open(ctx context.Context, r *db.Reader, x row) (Judgment, error) {
	boxes := []seal.Box{
		{Scope: scope(x.ID), Table: "order_judgment", Column: "pin", Row: x.ID, Sealed: x.PIN},
		{Scope: scope(x.ID), Table: "order_judgment", Column: "address", Row: x.ID, Sealed: x.Address},
		{Scope: scope(x.ID), Table: "order_judgment", Column: "phone", Row: x.ID, Sealed: x.Phone},
		{Scope: scope(x.ID), Table: "order_judgment", Column: "return_note", Row: x.ID, Sealed: x.ReturnNote},
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return Judgment{}, err
	}
	j := Judgment{
		Judgment: order.Judgment{
			Source: x.Source, Office: x.Office, Court: x.Court, Number: x.Number, DecidedOn: x.DecidedOn, InForceOn: x.InForceOn,
			Kind: x.Kind, Term: x.Term, StatedFrom: x.StatedFrom, StatedTo: x.StatedTo, Article: x.Article, Pages: x.Pages, Document: x.Document, ReceivedOn: x.ReceivedOn, Another: x.Another,
			Convict: order.Convict{
				Name:  person.Name{Surname: x.Surname, Given: x.Given, Patronymic: x.Patronymic}.Complete(),
				Latin: person.Name{Surname: x.SurnameLatin, Given: x.GivenLatin, Patronymic: x.PatronymicLatin}.Complete(),
				PIN:   person.PIN(boxes[0].Plain), Birth: x.Birth, Sex: x.Sex, Language: x.Language, District: x.District,
				Address: string(boxes[1].Plain), Phone: person.Phone(boxes[2].Plain),
			},
		}, ID: x.ID, State: x.State, Checks: order.Checks{InForce: x.CheckInForce, Signed: x.CheckSigned, Identity: x.CheckIdentity},
		CheckDue: x.CheckDue, ReceivedAt: x.ReceivedAt, ReceivedBy: x.ReceivedBy, CheckedAt: x.CheckedAt, AcceptedAt: x.AcceptedAt,
		ReturnedAt: x.ReturnedAt, ReturnNote: string(boxes[3].Plain), LetterNo: x.LetterNo, Rulebook: x.RulebookVersion,
		Version: x.Version, client: x.Client,
	}
	return j, unpack(x, &j)
}

func unpack(x row, j *Judgment) error {
	for _, c := range []struct {
		text string
		into any
	}{{x.Measures, &j.Measures}, {x.Obligations, &j.Obligations}, {x.Credit, &j.Credit}, {x.ReturnReasons, &j.Reasons}, {x.Running, &j.running}} {
		if c.text == "" {
			continue
		}
		if err := json.Unmarshal([]byte(c.text), c.into); err != nil {
			return fmt.Errorf("judgment %s: %w", x.ID, err)
		}
	}
	return nil
}

// asJSON keeps a list in one column; nothing is an empty list.
func asJSON[T any](list []T) (string, error) {
	if list == nil {
		list = []T{}
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// asText keeps a value in one column.
func asText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// knownToActor is what must hold of every judgment that somebody sees: once it is a client's, only with sight of the client.
const knownToActor = `(j.client_id is null or {visible j.client_id})`

// inSight is the condition under which an actor sees a judgment: of an own office, or received by the actor; and once it is
// a client's, only with sight of the client. It is appended to a statement with the arguments args.
func inSight(ctx context.Context, args *[]any) string {
	ways := waysToSee(ctx, args)
	if len(ways) == 0 {
		return knownToActor
	}
	return `(` + strings.Join(ways, ` or `) + `) and ` + knownToActor
}

// waysToSee are the grounds on which an actor sees a judgment, one of which suffices; none for whoever sees those of the
// whole country. Each of them has an index with the state.
func waysToSee(ctx context.Context, args *[]any) []string {
	rights := access.From(ctx)
	if rights.System || rights.National {
		return nil
	}
	bind := func(v any) string {
		*args = append(*args, v)
		return fmt.Sprintf("$%d", len(*args))
	}
	ways := []string{`j.received_by = ` + bind(rights.Account)}
	if len(rights.Offices) > 0 {
		offices := make([]string, len(rights.Offices))
		for i, office := range rights.Offices {
			offices[i] = bind(office)
		}
		ways = append(ways, `j.office_id in (`+strings.Join(offices, ",")+`)`)
	}
	return ways
}

// load reads one judgment in the actor's sight. Faults: not_found. sight: the condition is inSight().
func (o *Ops) load(ctx context.Context, r *db.Reader, judgment string) (Judgment, error) {
	args := []any{judgment}
	cond := inSight(ctx, &args)
	x, err := db.One[row](ctx, r, `select `+columns+` from order_judgment j where j.id = $1 and `+cond, args...)
	if err != nil {
		return Judgment{}, err
	}
	j, err := o.open(ctx, r, x)
	if err == nil && x.Client != "" {
		db.Shown(ctx, x.Client)
	}
	return j, err
}
