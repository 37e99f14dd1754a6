package world

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
)

// builder fills an empty service.
type builder struct {
	*World
	err error
}

// step runs one step unless an earlier one failed, and says which it was.
func (b *builder) step(what string, do func() error) {
	if b.err != nil {
		return
	}
	if err := do(); err != nil {
		b.err = fmt.Errorf("%s: %w %+v", what, err, fault.As(err)) //nolint:errorlint // the same error with its problems, for reading
	}
}

func (b *builder) all() error {
	b.Staff, b.Clients, b.Entry = staff(), people(), map[string]string{}
	b.step("staff", b.hire)
	for n, c := range b.Clients {
		b.intake(c)
		if c.State != Waiting {
			b.register(c)
			b.work(c)
			b.assess(c)
			b.enforce(c)
			b.monitor(c, n)
		}
	}
	b.Clock.Set(testkit.Start.Add(-time.Hour))
	b.step("relations", b.relate)
	b.secrets()
	b.Clock.Set(testkit.Start)
	return b.err
}

// hire makes the accounts with their posts; identifiers tell nothing.
func (b *builder) hire() error {
	ctx := b.Job()
	for _, s := range b.Staff {
		err := b.App.DB.Write(ctx, func(tx *db.Tx) error {
			s.Account = id.Account(tx.NewID())
			if err := Service[*signinsvc.Service](b.World).SeedAccount(ctx, tx, signinsvc.Seed{Account: s.Account, Login: s.Login, Display: s.Name, Language: "ky", TOTPSecret: TOTP}); err != nil {
				return err
			}
			o := Service[*orgsvc.Service](b.World).Ops()
			if err := o.AddStaff(ctx, tx, org.Staff{ID: s.Account, Name: s.Name, Language: "ky"}); err != nil {
				return err
			}
			var err error
			if s.PostID, err = o.AddPost(ctx, tx, org.Post{Account: s.Account, Role: s.Role, Office: s.Office, Valid: civil.Since(b.Today())}); err != nil {
				return err
			}
			for _, code := range qualifications(s.Role) {
				if err := o.Grant(ctx, tx, org.Qualification{Account: s.Account, Code: code, Valid: civil.Since(b.Today()), Source: "training"}); err != nil {
					return err
				}
			}
			return tx.Record(ctx, "org.add_staff", "")
		})
		if err != nil {
			return fmt.Errorf("%s: %w", s.Key, err)
		}
	}
	return nil
}

// ctx is a member of staff at this moment.
func (b *builder) ctx(key string) context.Context {
	ctx, err := b.as(b.Member(key))
	b.err = errors.Join(b.err, err)
	return ctx
}

// chief is the head of the client's office.
func (b *builder) chief(c *Client) string {
	switch c.Office {
	case B:
		return "head_b"
	case Far:
		return "head_far"
	}
	return "head"
}

// paper is the judgment of a client.
func (c *Client) paper(n int) order.Incoming {
	sex := "m"
	if c.PIN[0] == '1' {
		sex = "f"
	}
	return order.Incoming{
		Source: order.SourcePaper, Office: string(c.Office), Court: "Каракол шаардык соту", Number: fmt.Sprintf("УД-%d77/26", 900+n),
		DecidedOn: "2026-01-15", InForceOn: "2026-02-17", TermYears: "2", Article: "200 ч. 1", Pages: "6",
		Person: order.IncomingPerson{
			Surname: c.Surname, Given: c.Given, Patronymic: c.Patronymic, PIN: c.PIN, Birth: c.Birth, Sex: sex,
			Language: "ky", Address: c.Address, District: string(c.Office), Phone: "0" + c.Phone,
		},
		Measures: []order.IncomingMeasure{{Code: "probation_supervision"}}, Obligations: []order.IncomingObligation{{Code: "report"}},
	}
}

// Paper is the judgment of a client as it came in, for tests that send it again.
func (c *Client) Paper(n int) order.Incoming { return c.paper(n) }

func (b *builder) intake(c *Client) {
	who := b.chief(c)
	svc := Service[*orderintakesvc.Service](b.World)
	n := 0
	for i := range b.Clients {
		if b.Clients[i] == c {
			n = i
		}
	}
	b.step("receive "+c.State, func() (err error) {
		in := c.paper(n)
		c.Number = in.Number
		c.Judgment, err = svc.Receive(b.ctx(who), in)
		return err
	})
	b.step("check "+c.State, func() error {
		return svc.Check(b.ctx(who), orderintakesvc.Check{ID: c.Judgment, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes})
	})
	b.step("accept "+c.State, func() error {
		return svc.Accept(b.ctx(who), orderintakesvc.Accept{ID: c.Judgment, Version: 2, New: true})
	})
	b.step("find "+c.State, func() error {
		return b.App.DB.Read(b.Job(), func(r *db.Reader) (err error) {
			c.ID, err = db.One[id.Client](b.Job(), r.System(), `select client_id from order_judgment where id = $1`, c.Judgment)
			return err
		})
	})
	b.step("order of "+c.State, func() error { return b.look(c) })
}

// look reads where the client's order stands.
func (b *builder) look(c *Client) error {
	all, err := Service[*ordersvc.Service](b.World).Views(b.ctx(b.chief(c)), c.ID)
	if err != nil {
		return err
	}
	c.Order, c.OrderVersion, c.File = all[0].ID, all[0].Version, string(all[0].FileNumber)
	if len(all[0].Duties) > 0 {
		c.Obligation = all[0].Duties[0].ID
	}
	return nil
}

func (b *builder) register(c *Client) {
	svc, who, day := Service[*orderregistersvc.Service](b.World), b.chief(c), b.Today()
	b.step("appear "+c.State, func() error { return svc.Appeared(b.ctx(who), c.Order, c.OrderVersion, day) })
	b.step("explain "+c.State, func() error {
		return svc.Explain(b.ctx(who), c.Order, order.Explanation{On: day, Language: "ky", ReadAloud: true, OwnWords: "Айына эки жолу келем", Proof: "signature"})
	})
	b.step("order of "+c.State, func() error { return b.look(c) })
	b.step("register "+c.State, func() error {
		return svc.Register(b.ctx(who), orderregistersvc.Register{Order: c.Order, Version: c.OrderVersion, On: day})
	})
	if c.worker != "" {
		b.step("allocate "+c.State, func() error {
			return Service[*orgcasesvc.Service](b.World).Allocate(b.ctx(who), orgcasesvc.Allocate{Client: c.ID, Account: b.Member(c.worker).Account, Reason: "first"})
		})
	}
	b.step("order of "+c.State, func() error { return b.look(c) })
}

// work is what an officer does with the client: a contact, a note, an appointment, a document.
func (b *builder) work(c *Client) {
	svc, who := Service[*supervisionsvc.Service](b.World), b.chief(c)
	b.step("contact "+c.State, func() (err error) {
		c.Contact, err = svc.LogContact(b.ctx(who), supervisionsvc.LogContact{Client: c.ID, Kind: "phone_call", Minutes: 10, Text: c.Secret})
		return err
	})
	b.step("note "+c.State, func() (err error) {
		c.Note, err = svc.LogContact(b.ctx(who), supervisionsvc.LogContact{Client: c.ID, Kind: "note", Text: c.Secret})
		return err
	})
	b.step("appointment "+c.State, func() (err error) {
		c.Meeting, err = svc.MakeAppointment(b.ctx(who), supervisionsvc.MakeAppointment{
			Client: c.ID, Kind: "office_visit", Minutes: 30,
			PlannedAt: civil.At(testkit.Start.Add(2 * time.Hour)), Officer: b.officer(c), Anyway: true,
		})
		return err
	})
	b.step("document "+c.State, func() (err error) {
		c.Document, err = Service[*personsvc.Service](b.World).UploadDocument(b.ctx(who), personsvc.UploadDocument{
			Client: c.ID, Kind: "judgment_copy",
			Title: "Өкүм", FileName: "okum.pdf", Data: PDF(), Pages: 1, Source: "scan",
		})
		return err
	})
}

func (b *builder) officer(c *Client) id.Account {
	if c.worker == "" {
		return b.Member(b.chief(c)).Account
	}
	return b.Member(c.worker).Account
}

// relate lets those who help with a case cover it.
func (b *builder) relate() error {
	ctx := b.Job()
	return b.App.DB.Write(ctx, func(tx *db.Tx) error {
		for _, c := range b.Clients {
			for _, key := range c.related {
				if key == c.worker {
					continue
				}
				if err := (accesssvc.Ops{}).Relate(ctx, tx, c.ID, b.Member(key).Account, access.Covering, "absence", nil); err != nil {
					return err
				}
			}
		}
		return tx.Record(ctx, "org.cover", "absence")
	})
}

// secrets restricts, seals, excludes and expunges.
func (b *builder) secrets() {
	svc := Service[*accesssvc.Service](b.World)
	b.Hide(b.Client(Restricted))
	b.step("seal", func() error {
		return svc.Seal(b.ctx("custodian"), accesssvc.SealRecord{Client: b.Client(Sealed).ID, Reason: "state_protection", Text: "Күбө"})
	})
	b.step("exclude", func() error {
		return svc.ChangeList(b.ctx("head"), accesssvc.ChangeList{Client: b.Client(Excluded).ID, Account: b.Member("officer").Account, Kind: access.Exclude, Reason: "relative"})
	})
	b.step("expunge", func() error {
		c := b.Client(Hidden)
		return Service[*ordersvc.Service](b.World).End(b.ctx("head"), ordersvc.End{
			Order: c.Order, Version: c.OrderVersion, Ground: "expunged", On: b.Today(),
			Act: order.Act{Number: "Т-9/26", On: b.Today()}, Note: "Соттуулук алынды",
		})
	})
}

// Hide restricts a client of office A.
func (b *builder) Hide(c *Client) {
	b.step("restrict", func() error {
		return Service[*accesssvc.Service](b.World).Restrict(b.ctx("head"), accesssvc.Restrict{Client: c.ID, Reason: "safety", Text: "Күбөгө коркунуч"})
	})
}

// PDF is a small file of the kind that offices scan.
func PDF() []byte {
	return []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
}

// TOTP is the secret of every second factor here, and a canary: it must not stand in any log.
const TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
