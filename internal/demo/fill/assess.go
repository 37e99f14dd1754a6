package fill

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// assessed is one assessment that the demonstration carries: of the n-th client of the persona officer, signed so many days ago.
type assessed struct {
	n, ago int
	needs  string // profile
	level  assessment.Level
	end    string // how it ends: signed, open, waits for the head, or countersigned
	cause  string
}

const (
	endSigned = ""
	endOpen   = "open"
	endWaits  = "waits"
	endSecond = "second"
)

// assessments are varied: low and high, due and new, an override that waits for the head, one begun and not finished, two of one
// client to be compared.
func assessments() []assessed {
	const low, medium, high = assessment.Low, assessment.Medium, assessment.High
	return []assessed{
		{0, 20, "low", low, endSigned, "first"},
		{1, 45, "medium", medium, endSigned, "first"},
		{2, 70, "high", high, endSecond, "first"},
		{3, 4, "low", medium, endWaits, "first"},
		{4, 200, "medium", medium, endSigned, "first"},
		{5, 2, "medium", "", endOpen, "first"},
		{6, 195, "medium", medium, endSigned, "first"},
		{6, 9, "low", low, endSigned, "six_months"},
		{7, 100, "low", low, endSigned, "first"},
		{8, 130, "medium", medium, endSigned, "first"},
		{9, 12, "medium", low, endSecond, "first"},
		{10, 160, "medium", medium, endSigned, "first"},
		{11, 185, "low", low, endSigned, "first"},
	}
}

// papered is from which client of the persona officer on a level stands on paper only, and fresh from which on there is none.
const (
	papered = 12
	fresh   = 20
)

// days lists the clients of the persona officer's day.
func (d *seeder) days() []int {
	if d.dayClients != nil {
		return d.dayClients
	}
	out := []int{}
	for i := range d.w.Clients {
		if d.w.Clients[i].Story == demo.DayStory {
			out = append(out, i)
		}
	}
	d.dayClients = out
	return out
}

// assessing are the acts of the assessments in order of time.
func (d *seeder) assessing() []telling {
	days := d.days()
	var out []telling
	for k, a := range assessments() {
		if d.Assess == nil || a.n >= len(days) {
			continue
		}
		c, l := &d.w.Clients[days[a.n]], &d.lives[days[a.n]]
		on := demo.Today().AddDays(-a.ago)
		if earliest := c.Registered.AddDays(8 + k%5); on.Before(earliest) {
			on = earliest
		}
		if !on.Before(demo.Today()) || c.Registered.IsZero() {
			continue
		}
		at := time.Date(on.Year(), on.Month(), on.Day(), 10, 5+k, 0, 0, d.w.Zone)
		out = append(out, telling{at, func(ctx context.Context) error { return d.assess(ctx, a, c, l, at) }})
	}
	slices.SortStableFunc(out, func(a, b telling) int { return a.at.Compare(b.at) })
	return out
}

// assess carries one assessment out as the officer does: page by page, then the signature, then the head's.
func (d *seeder) assess(ctx context.Context, a assessed, c *demo.Client, l *life, at time.Time) error {
	officer := d.as(ctx, c.Officer)
	made, err := d.Assess.Begin(officer, assessmentsvc.Begin{Client: l.client, Instrument: "kg-rna", Cause: a.cause, Note: "-"})
	if err != nil {
		return err
	}
	w := &writer{d: d, client: l.client, made: made, needs: said.Profiles[a.needs], lang: d.w.Staff[c.Officer].Language, n: a.n}
	if err := w.pages(officer, a.end == endOpen, at); err != nil || a.end == endOpen {
		return err
	}
	d.clock.Set(at.Add(90 * time.Minute))
	sh, err := d.Assess.Sheet(officer, l.client, made)
	if err != nil {
		return err
	}
	reason, text := assessment.ReasonAssessment, inTongue(said.LevelTexts[string(a.level)], w.lang)
	if a.level != assessment.Level(a.needs) {
		reason, text = "circumstances", inTongue(said.OverrideTexts, w.lang)
	}
	if err := d.Assess.Sign(officer, assessmentsvc.Sign{Client: l.client, Assessment: made, Version: sh.Row, Level: a.level, Reason: reason, Text: text}); err != nil {
		v, _ := d.Assess.Review(officer, l.client, made) //nolint:errcheck // only to say what holds it
		return fmt.Errorf("assessment %d: %w: %v", a.n, err, v.Findings)
	}
	if a.end != endSecond {
		return nil
	}
	d.clock.Set(at.Add(5 * time.Hour))
	return d.Assess.Countersign(d.as(ctx, c.Head), assessmentsvc.Second{Client: l.client, Assessment: made, Version: sh.Row + 1})
}

// paper writes the level that a client had on paper, within the entry of the case.
func (d *seeder) paper(ctx context.Context, tx *db.Tx, c *demo.Client, l *life, draw int) ([]fact.Fact, error) {
	level := d.paperLevel(c, draw)
	if d.Levels == nil || level == "" {
		return nil, nil
	}
	_, facts, err := d.Levels.Ops().TakeOverLevel(ctx, tx, assessmentlevelsvc.Decide{Client: l.client, Level: level, ValidFrom: c.Registered})
	return facts, err
}

// paperLevel draws the level; some clients have none yet, nor have those of the stories.
func (d *seeder) paperLevel(c *demo.Client, draw int) assessment.Level {
	if c.Story != "" && c.Story != demo.DayStory || c.Registered.IsZero() {
		return ""
	}
	if c.Story == demo.DayStory {
		n := slices.IndexFunc(d.days(), func(i int) bool { return &d.w.Clients[i] == c })
		if n < papered || n >= fresh {
			return ""
		}
	}
	switch x := draw * 37 % 100; {
	case x < 12:
		return ""
	case x < 58:
		return assessment.Low
	case x < 90:
		return assessment.Medium
	}
	return assessment.High
}

// level writes the level of a case that came onto the register by itself.
func (d *seeder) level(ctx context.Context, c *demo.Client, l *life, draw int) error {
	if d.Levels == nil || d.paperLevel(c, draw) == "" {
		return nil
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		facts, err := d.paper(ctx, tx, c, l, draw)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.TakeOverCase, "", facts...)
	})
}

// qualify gives those who assess and sign what instruments ask for.
func (d *seeder) qualify(ctx context.Context, tx *db.Tx, s *demo.Staff) error {
	var codes []string
	for _, p := range s.Posts {
		switch p.Role {
		case access.Officer:
			if s.ID != d.newcomer() { // who has not been trained yet may not hold every case
				codes = append(codes, "rna_assessor")
			}
		case access.Psychologist:
			codes = append(codes, "rna_assessor", "veo_assessor", "study_author")
		case access.SocialWorker:
			codes = append(codes, "victim_worker", "family_violence")
		case access.Head:
			codes = append(codes, "rna_assessor", "family_violence")
		default: // the others assess nobody
		}
	}
	if s.Persona == demo.OfficerPersona || s.Persona == demo.HeadPersona {
		codes = append(codes, "veo_assessor", "study_author", "family_violence")
	}
	for _, code := range slices.Compact(slices.Sorted(slices.Values(codes))) {
		if err := d.Org.Ops().Grant(ctx, tx, org.Qualification{Account: s.ID, Code: code, Valid: civil.Since(civil.MustDate("2024-01-15")), Source: "training"}); err != nil {
			return err
		}
	}
	return nil
}

// writer fills the pages of one assessment.
type writer struct {
	d      *seeder
	client id.Client
	made   string
	needs  map[string]string
	lang   string
	n      int
}

func (w *writer) pages(ctx context.Context, half bool, at time.Time) error {
	sh, err := w.d.Assess.Sheet(ctx, w.client, w.made)
	if err != nil {
		return err
	}
	for k, p := range sh.Instrument.Domains {
		if half && k >= len(sh.Instrument.Domains)/2 {
			return nil
		}
		for pass := range 3 {
			w.d.clock.Set(at.Add(time.Duration(6*k+pass+1) * time.Minute))
			more, err := w.page(ctx, p)
			if err != nil {
				return fmt.Errorf("page %s: %w", p.ID, err)
			}
			if !more {
				break
			}
		}
	}
	return nil
}

func (w *writer) page(ctx context.Context, p assessment.Domain) (bool, error) {
	sh, err := w.d.Assess.Sheet(ctx, w.client, w.made)
	if err != nil {
		return false, err
	}
	in := assessmentsvc.Save{Client: w.client, Assessment: w.made, Domain: p.ID, Version: sh.Versions[p.ID], Answers: map[string]string{}, Evidence: map[string]string{}}
	for _, it := range sh.Instrument.ItemsOf(p.ID) {
		if !sh.AskedOf(it.ID) || sh.Now[it.ID].Answer != "" {
			continue
		}
		if answer := w.choose(sh, it); answer != "" {
			in.Answers[it.ID] = answer
			e := assessment.Entry{Answer: answer, Source: assessment.SourceTyped}
			if it.Asks(e, sh.Prior[it.ID], civil.Instant{}) == assessment.EvidenceOwn {
				in.Evidence[it.ID] = inTongue(said.EvidenceTexts, w.lang)
			}
		}
	}
	if box := sh.Instrument.PageEvidence(p.ID); !p.Side && sh.Now[box].Evidence == "" {
		in.Evidence[box] = inTongue(said.PageTexts, w.lang)
	}
	if len(in.Answers)+len(in.Evidence) == 0 {
		return false, nil
	}
	saved, err := w.d.Assess.Save(ctx, in)
	return saved.More, err
}

// choose answers one item as the profile of the client has it.
func (w *writer) choose(sh assessmentsvc.Sheet, it assessment.Item) string {
	need := w.needs[it.Domain]
	if need == "" {
		need = "none"
	}
	switch it.Part {
	case assessment.PartRating:
		return need
	case assessment.PartReason:
		return inTongue(said.NeedTexts[need], w.lang)
	case assessment.PartStrength:
		return inTongue(said.StrengthTexts[(w.n+len(it.Domain))%len(said.StrengthTexts)], w.lang)
	case assessment.PartHarm:
		return yes(need == "high" && it.Domain == "substances")
	case assessment.PartReoffending:
		return yes(need == "high" || w.needs["linked"] == it.Domain)
	case assessment.PartFlag:
		return "none"
	case assessment.PartView:
		return inTongue(said.ViewTexts[(w.n+len(it.ID))%len(said.ViewTexts)], w.lang)
	}
	if answer := said.Facts[it.ID][need]; answer != "" {
		return answer
	}
	switch {
	case it.Optional:
		return ""
	case it.Kind == assessment.ItemFlag:
		return yes(it.ID == "support_person")
	case it.Kind == assessment.ItemInteger:
		return "0"
	}
	if opts := sh.Instrument.OptionsOf(it); len(opts) > 0 {
		return opts[0].Code
	}
	return assessment.NotKnownAnswer
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
