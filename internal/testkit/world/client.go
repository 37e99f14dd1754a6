package world

import (
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
)

// The states of clients.
const (
	Own        = "own"        // the case of the officer of office A and of those who cover it
	Team       = "team"       // the case of another officer of office A
	Other      = "other"      // of office B in the same region
	Distant    = "distant"    // of an office in another region
	Waiting    = "waiting"    // of office A, called, not yet on the register, given to nobody
	Restricted = "restricted" // of office A; the head who restricted it and the custodians see it
	Sealed     = "sealed"     // of office A; nobody sees it
	Excluded   = "excluded"   // of office A; the officer is shut out
	Hidden     = "hidden"     // of office A; the conviction is expunged
)

// Client is one invented person with the identifiers of what their file holds.
type Client struct {
	State                                    string
	ID                                       id.Client
	Office                                   id.Office
	Judgment, Order, Contact, Note, Meeting  string
	MeetingRow, ContactRow, Document, Number string
	Obligation, File                         string
	Assessment                               string // begun and not signed
	Enforcement                              string // opened, and the client heard
	Monitoring, Device, Fitting              string // an order of monitoring in force, and what is worn under it
	OrderVersion                             int
	Surname, Given, Patronymic, PIN, Phone   string
	Address, Birth, Secret                   string
	worker                                   string
	shut, allowed, related                   []string
}

// Traces are the texts that betray the person wherever they stand.
func (c *Client) Traces() []string {
	out := []string{
		c.Surname, c.Given, c.PIN, c.Phone, c.Address, c.Number, c.Secret, string(c.ID), c.Judgment, c.Order, c.Contact, c.Note,
		c.Meeting, c.Document, c.File, c.Assessment, c.Enforcement, c.Monitoring, c.Device, c.Fitting,
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// Secrets are the texts that stand sealed wherever they are stored.
func (c *Client) Secrets() []string { return []string{c.PIN, c.Phone, c.Address, c.Secret} }

// Stand says what the member of staff has to do with the client, by the rules in words and not by the predicate under
// test: seen within the offices of a post or by relation, unless hidden, sealed, restricted or shut out.
func (c *Client) Stand(s *Staff) access.Standing {
	own := slices.Contains(c.related, s.Key)
	seen := own || s.Role.SeesClients() && covers(s.Office, c.Office)
	switch {
	case c.State == Hidden, c.State == Sealed, slices.Contains(c.shut, s.Key):
		seen = false
	case c.State == Restricted:
		seen = seen && slices.Contains(c.allowed, s.Key)
	}
	return access.Standing{Visible: seen, Own: seen && own}
}

func covers(post, office id.Office) bool {
	switch post {
	case HQ:
		return true
	case Region:
		return office == A || office == B
	}
	return post == office
}

func people() []*Client {
	return []*Client{
		{
			State: Own, Office: A, Surname: "Жоошбаев", Given: "Ырысбек", Patronymic: "Токтогулович", PIN: "21203198100111", Phone: "555770101",
			Address: "Көкжар 11", Birth: "12.03.1981", Secret: "Атасынын ооруп жатканын айтты", worker: "officer",
			related: []string{"officer", "psychologist", "social_worker", "inspector", "specialist", "student"},
		},
		{
			State: Team, Office: A, Surname: "Мөңкөев", Given: "Зарлык", Patronymic: "Акматович", PIN: "20704197900222", Phone: "555770202",
			Address: "Чүкөлүү 22", Birth: "07.04.1979", Secret: "Жаңы ишке орношту", worker: "officer2", related: []string{"officer2"},
		},
		{
			State: Other, Office: B, Surname: "Сүттүбаева", Given: "Гүлзыйнат", Patronymic: "Омуровна", PIN: "12505199200333", Phone: "555770303",
			Address: "Бөрүлү 33", Birth: "25.05.1992", Secret: "Эки баласы бар экенин айтты", worker: "officer_b", related: []string{"officer_b"},
		},
		{
			State: Distant, Office: Far, Surname: "Капалбеков", Given: "Дөөлөтбек", Patronymic: "Сатарович", PIN: "23006197000444", Phone: "555770404",
			Address: "Жаркынай 44", Birth: "30.06.1970", Secret: "Малын саткан", worker: "officer_far", related: []string{"officer_far"},
		},
		{
			State: Waiting, Office: A, Surname: "Оморкулов", Given: "Эрмекбай", Patronymic: "Бейшеевич", PIN: "21107199500555", Phone: "555770505",
			Address: "Теректүү 55", Birth: "11.07.1995", Secret: "",
		},
		{
			State: Restricted, Office: A, Surname: "Түлкүбаев", Given: "Шабданбек", Patronymic: "Кыдырович", PIN: "20908198800666", Phone: "555770606",
			Address: "Балыкчы 66", Birth: "09.08.1988", Secret: "Күбөгө коркунуч бар", allowed: []string{"head", "custodian", "custodian2"},
		},
		{
			State: Sealed, Office: A, Surname: "Чагылганова", Given: "Бермет", Patronymic: "Тууганбаевна", PIN: "11509199100777", Phone: "555770707",
			Address: "Арчалуу 77", Birth: "15.09.1991", Secret: "Корголгон күбө",
		},
		{
			State: Excluded, Office: A, Surname: "Дыйканов", Given: "Өмүрзак", Patronymic: "Асанович", PIN: "21710198400888", Phone: "555770808",
			Address: "Шыбактуу 88", Birth: "17.10.1984", Secret: "Кызматкердин бөлөсү", worker: "officer2", shut: []string{"officer"}, related: []string{"officer2"},
		},
		{
			State: Hidden, Office: A, Surname: "Нурпейисов", Given: "Кеңешбек", Patronymic: "Жумаевич", PIN: "20111196900999", Phone: "555770909",
			Address: "Камыштуу 99", Birth: "01.11.1969", Secret: "Соттуулугу алынган",
		},
	}
}

func staff() []*Staff {
	at := func(key string, role access.Role, office id.Office, name string) *Staff {
		return &Staff{Key: key, Role: role, Office: office, Login: "t." + key, Name: name}
	}
	return []*Staff{
		at("officer", access.Officer, A, "Бекова Айнура"), at("officer2", access.Officer, A, "Сатиев Марат"),
		at("psychologist", access.Psychologist, A, "Алиева Жамиля"), at("social_worker", access.SocialWorker, A, "Иманова Роза"),
		at("inspector", access.Inspector, A, "Токтосунов Бакыт"), at("specialist", access.Specialist, A, "Эгембердиева Чолпон"),
		at("records", access.Records, A, "Усупова Назгүл"), at("head", access.Head, A, "Ибраев Кубат"),
		at("student", access.Student, A, "Маматова Алина"), at("officer_b", access.Officer, B, "Турдубаева Салтанат"),
		at("head_b", access.Head, B, "Абдиев Эмил"), at("officer_far", access.Officer, Far, "Кожоев Нурлан"), at("head_far", access.Head, Far, "Шаршеев Темир"),
		at("regional", access.Regional, Region, "Исмаилов Канат"), at("director", access.Director, HQ, "Осмонов Таалай"),
		at("duty_operator", access.DutyOperator, HQ, "Борбиев Азат"), at("analyst", access.Analyst, HQ, "Панова Ольга"),
		at("programme_lead", access.ProgrammeLead, HQ, "Жунусова Бегимай"), at("auditor", access.Auditor, HQ, "Ли Анна"),
		at("admin", access.Admin, HQ, "Попов Сергей"), at("custodian", access.Custodian, HQ, "Садырова Гүлмира"),
		at("custodian2", access.Custodian, HQ, "Раимбеков Улан"),
	}
}
