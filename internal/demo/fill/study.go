package fill

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// studying is one invented pre-trial study while it is being told.
type studying struct {
	d      *seeder
	key    string
	author int
}

// form is what was typed; pairs are name, value.
func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// studies are the pre-trial studies of the home office: one in the middle of its conversations, one that waits for the head.
func (d *seeder) studies(at func(string, int, int, func(context.Context) error) telling) []telling {
	talking, waiting := &studying{d: d}, &studying{d: d}
	return []telling{
		at("2026-10-12", 9, 0, d.qualifyAuthor),
		at("2026-10-26", 10, 0, func(ctx context.Context) error {
			return waiting.begin(ctx, d.colleague(), form("asker", "court", "body", "Октябрь райондук соту", "official", "судья Г. Мамбетова", "number", "ЖК-412/26",
				"dated", "2026-10-23", "received", "2026-10-26", "how", "by_hand", "surname", "Жээнбекова", "given", "Нургүл", "patronymic", "Асановна", "birth", "1991-08-19",
				"sex", "f", "language", "ky", "address", "Бишкек ш., Чүй пр. 204", "article", "205 ч. 2", "asked", "report"))
		}),
		at("2026-10-28", 14, 0, func(ctx context.Context) error {
			return waiting.consent(ctx, "2026-10-28")
		}),
		at("2026-11-03", 11, 0, waiting.talk),
		at("2026-11-13", 16, 0, waiting.finish),
		at("2026-11-09", 9, 30, func(ctx context.Context) error {
			return talking.begin(ctx, d.persona(demo.OfficerPersona), form("asker", "investigator", "body", "Свердлов районунун милиция башкармалыгы", "number", "ТБ-98/26",
				"dated", "2026-11-06", "received", "2026-11-09", "how", "by_hand", "surname", "Касымов", "given", "Тилек", "patronymic", "Эрмекович", "birth", "2009-04-02",
				"sex", "m", "language", "ky", "representative", "Касымова Гүлзат", "article", "206 ч. 1", "asked", "report", "asked", "portrait"))
		}),
		at("2026-11-11", 15, 0, func(ctx context.Context) error {
			return talking.consent(ctx, "2026-11-11", "representative", "Касымова Гүлзат", "relation", "апасы")
		}),
		at("2026-11-12", 10, 30, func(ctx context.Context) error {
			return talking.act(ctx, d.Studies.Interview, form("who", "school", "name", "класс жетекчи", "on", "2026-11-12", "how", "office", "outcome", "spoke",
				"told", "script", "text", "Сабакка үзгүлтүксүз келет, математикага жакын."))
		}),
	}
}

// qualifyAuthor gives the colleague of the persona officer the qualification of an author; the officer has it by the post.
func (d *seeder) qualifyAuthor(ctx context.Context) error {
	ctx = d.system(ctx)
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		for _, code := range []string{assessmentstudysvc.Qualification, "veo_assessor"} { // the colleague is the second reader, too
			if err := d.Org.Ops().Grant(ctx, tx, org.Qualification{
				Account: d.w.Staff[d.colleague()].ID, Code: code, Valid: civil.Since(civil.MustDate("2026-10-12")), Source: "course",
			}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.ManageStaff, "")
	})
}

// colleague is another who works cases in the home office.
func (d *seeder) colleague() int {
	me := d.persona(demo.OfficerPersona)
	for i, s := range d.w.Staff {
		if i != me && len(s.Posts) == 1 && s.Posts[0].Office == demo.HomeOffice && s.Posts[0].Role == access.Officer {
			return i
		}
	}
	return me
}

// on reads the version that stands now.
func (s *studying) on(ctx context.Context) (assessmentstudysvc.On, error) {
	f, err := s.d.Studies.Study(ctx, s.key)
	return assessmentstudysvc.On{Study: s.key, Version: f.Version}, err
}

func (s *studying) act(ctx context.Context, do func(context.Context, assessmentstudysvc.On, url.Values) error, typed url.Values) error {
	ctx = s.d.as(ctx, s.author)
	on, err := s.on(ctx)
	if err != nil {
		return err
	}
	return do(ctx, on, typed)
}

// begin receives the request, checks it and gives it to the author.
func (s *studying) begin(ctx context.Context, author int, request url.Values) (err error) {
	s.author = author
	clerk, head := s.d.as(ctx, s.d.persona(demo.RecordsPersona)), s.d.as(ctx, s.d.persona(demo.HeadPersona))
	if s.key, err = s.d.Studies.Receive(clerk, request); err != nil {
		return err
	}
	on, err := s.on(clerk)
	if err != nil {
		return err
	}
	if err := s.d.Studies.Check(clerk, on, form("signed", "yes", "identity", "yes", "clear", "yes")); err != nil {
		return err
	}
	if on, err = s.on(head); err != nil {
		return err
	}
	return s.d.Studies.Assign(head, on, id.Account(s.d.w.Staff[author].ID))
}

func (s *studying) consent(ctx context.Context, day string, more ...string) error {
	return s.act(ctx, s.d.Studies.Consent, form(append(more, "outcome", "given", "on", day, "informed_in", "ky", "explained", "yes")...))
}

// talk holds the conversations of the study that is nearly done.
func (s *studying) talk(ctx context.Context) error {
	for _, f := range []url.Values{
		form("who", "person", "on", "2026-11-03", "how", "home", "outcome", "spoke", "text", "Эки баласын жалгыз багат, тигүү цехинде иштейт."),
		form("who", "family", "name", "энеси", "relation", "энеси", "on", "2026-11-03", "how", "home", "outcome", "spoke", "told", "script", "text", "Балдарын бакчага алып барып, жумуштан кийин алып келет."),
		form("who", "neighbour", "on", "2026-11-03", "how", "home", "outcome", "refused", "told", "script"),
	} {
		if err := s.act(ctx, s.d.Studies.Interview, f); err != nil {
			return err
		}
	}
	return nil
}

// finish writes the report and puts it before the head.
func (s *studying) finish(ctx context.Context) error {
	for _, x := range [][3]string{
		{"person", "Ошто чоңойгон; эки кичүү баласын жалгыз багат.", "person"},
		{"living", "Эки бөлмөлүү жылуу батир, балдардын өз орду бар.", "observation"},
		{"work", "Орто билимдүү; үч жылдан бери тигүү цехинде иштейт.", "person"},
		{"money", "Тигүү цехинен туруктуу айлык алат; карызы жок.", "person"},
		{"relations", "Энеси менен бирге турат; үй-бүлөсү балдарын багууга жардам берет.", "interview"},
		{"attitude", "Жумушун баалайт, балдарынын тарбиясына жооптуу карайт.", "interview"},
		{"view", "«Жумушумду жоготпой, балдарымдын жанында болгум келет.»", "person"},
		{"conclusion", "Жашаган жеринде колдоо жана көзөмөл менен эркиндикте калуусу мүмкүн; бала бакча убактысын эске алуу керек.", "observation"},
	} {
		if err := s.act(ctx, s.d.Studies.Describe, form("section", x[0], "text", x[1], "grounds", x[2], "read_back", "yes", "rating", "with_help")); err != nil {
			return err
		}
	}
	return s.act(ctx, func(ctx context.Context, on assessmentstudysvc.On, _ url.Values) error {
		return s.d.Studies.Submit(ctx, on)
	}, nil)
}
