package accesscompartmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// shortest is how many letters the words of a reason have at least.
const shortest = 10

// Propose asks a second person to agree that a compartment of a client be opened to one account.
type Propose struct {
	Client      id.Client
	Compartment access.Compartment
	Part        string
	Account     id.Account
	Reason      string     // code of rulebook.ListCompartmentReasons
	Text        string     // why, in the proposer's words; kept sealed
	Until       civil.Date // the last day
}

// Propose makes the proposal and returns its identifier. Needs access.ProposeCompartment over the client's office and sight of
// the client; without access.OpenCompartment only an assessor may be proposed. In a victim's compartment neither proposer nor
// member works the case. Faults: not_found, forbidden, invalid, conflict while the same is proposed by the same person.
func (s *Service) Propose(ctx context.Context, in Propose) (string, error) {
	var out string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.propose(ctx, tx, in)
		return err
	})
	return out, err
}

func (s *Service) propose(ctx context.Context, tx *db.Tx, in Propose) (string, error) {
	if err := s.mayPropose(ctx, tx, in); err != nil {
		return "", err
	}
	today := tx.Now.In(s.deps.Zone)
	p := access.Proposal{
		ID: tx.NewID(), Client: in.Client, Kind: access.OpenTo, Account: in.Account, ProposedBy: me(ctx, tx), State: access.ProposalOpen,
		Compartment: in.Compartment, Part: in.Part, Reason: in.Reason, Due: s.ops.answerBy(today),
	}
	if !in.Until.IsZero() {
		p.Until = in.Until.AddDays(1).StartIn(s.deps.Zone)
	}
	c, err := s.ops.candidate(ctx, tx, p)
	if err != nil {
		return "", err
	}
	var bad fault.Problems
	bad.Join("", p.CheckOpening(c, tx.Now, s.ops.longest(today)))
	s.words(&bad, in, today)
	if err := bad.Err(); err != nil {
		return "", err
	}
	if err := s.once(ctx, tx, p); err != nil {
		return "", err
	}
	sealed, err := s.deps.Sealer.SealText(ctx, tx, in.Client, "access_proposal", "reason_text", p.ID, in.Text)
	if err != nil {
		return "", err
	}
	if err := tx.Insert(ctx, "access_proposal", db.Row{
		"id": p.ID, "client_id": p.Client, "kind": p.Kind, "account_id": p.Account, "until": p.Until, "reason_text": sealed,
		"proposed_by": p.ProposedBy, "proposed_at": tx.Now, "due": p.Due, "state": p.State, "decided_by": nil, "decided_at": nil, "decision_text": nil,
		"version": 1, "compartment": string(p.Compartment), "part": p.Part, "reason": p.Reason,
	}); err != nil {
		return "", err
	}
	if err := s.ops.ask(ctx, tx, p); err != nil {
		return "", err
	}
	return p.ID, tx.Record(ctx, access.ProposeCompartment, in.Reason, s.ops.told("access.compartment_proposed", p))
}

// mayPropose is the guard of a proposal.
func (s *Service) mayPropose(ctx context.Context, tx *db.Tx, in Propose) error {
	if err := s.guard.Allow(ctx, tx, access.ProposeCompartment, in.Client); err != nil {
		return err
	}
	office, err := s.ops.access.OfficeOf(ctx, &tx.Reader, in.Client)
	if err != nil {
		return err
	}
	may, err := s.ops.access.Holds(ctx, &tx.Reader, access.ProposeCompartment, office)
	if err != nil {
		return err
	}
	if !may {
		return fault.New(fault.Forbidden, "fault.not_your_client")
	}
	if !access.From(ctx).May(access.OpenCompartment) && in.Part != "" && in.Part != access.PartAssessor {
		return fault.New(fault.Forbidden, "access.compartment.assessor_only")
	}
	return s.ops.outside(ctx, tx, in.Client, in.Compartment)
}

func (s *Service) words(bad *fault.Problems, in Propose, today civil.Date) {
	switch {
	case in.Reason == "":
		bad.Add("reason", "field.choose")
	case !s.deps.Rules.At(today).List(rulebook.ListCompartmentReasons).Holds(in.Reason, today):
		bad.Add("reason", "field.unknown")
	}
	if len([]rune(in.Text)) < shortest {
		bad.Add("text", "field.too_short", "Min", shortest)
	}
}

// once refuses what the same person has proposed already. What others proposed, or that the compartment is open already, is
// not said: the head of an office does not learn who is inside.
func (s *Service) once(ctx context.Context, tx *db.Tx, p access.Proposal) error {
	n, err := db.One[int](ctx, tx.System(), `select count(*) from access_proposal q where q.client_id = $1 and q.compartment = $2 and q.account_id = $3
		and q.proposed_by = $4 and q.state = 'open' and {visible q.client_id}`, p.Client, string(p.Compartment), p.Account, p.ProposedBy)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "access.compartment.proposed_already")
	}
	return err
}

// answerBy is the day by which a second person answers.
func (o *Ops) answerBy(today civil.Date) civil.Date {
	rb := o.deps.Rules.At(today)
	if d, ok := rb.Deadline(rulebook.RuleSecondPairDays, today); ok {
		return d.Due(today, rb.Calendar()).Day
	}
	return rb.Calendar().AddWorkingDays(today, 5).Day
}

// told is a fact about a proposal or what came of it, for those inside.
func (o *Ops) told(kind string, p access.Proposal) fact.Fact {
	return fact.New(kind, p.Client, "compartment", string(p.Compartment), "part", p.Part, "account", string(p.Account), "until", p.Until.In(o.deps.Zone).AddDays(-1).String()).
		Inside(string(p.Compartment))
}

// ask tells those who may agree that a proposal waits; the notice names nobody.
func (o *Ops) ask(ctx context.Context, tx *db.Tx, p access.Proposal) error {
	holders, err := o.holders(ctx, tx, p.Client)
	if err != nil {
		return err
	}
	for _, a := range holders {
		if a == p.ProposedBy || a == p.Account {
			continue
		}
		if err := o.deps.Notify(ctx, tx, a, access.Notice{Kind: "compartment_waits", Subject: p.ID, Href: "/compartments"}); err != nil {
			return err
		}
	}
	return nil
}

// holders are those who may agree about a client: their posts over the client's office hold access.OpenCompartment today.
func (o *Ops) holders(ctx context.Context, tx *db.Tx, client id.Client) ([]id.Account, error) {
	office, err := o.access.OfficeOf(ctx, tx.System(), client)
	if err != nil {
		return nil, err
	}
	above, err := db.All[id.Office](ctx, tx, `select within_id from access_within where office_id = $1 order by within_id`, office)
	if err != nil {
		return nil, err
	}
	posts, err := o.access.Holders(ctx, &tx.Reader, append(above, access.TopOffice), tx.Now.In(o.deps.Zone), accesssvc.RolesFor(access.OpenCompartment)...)
	if err != nil {
		return nil, err
	}
	var out []id.Account
	for _, p := range posts {
		excluded, err := o.access.Excluded(ctx, &tx.Reader, client, p.Account)
		if err != nil {
			return nil, err
		}
		if !excluded && (len(out) == 0 || out[len(out)-1] != p.Account) {
			out = append(out, p.Account)
		}
	}
	return out, nil
}
