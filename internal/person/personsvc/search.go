package personsvc

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Hit is one person found. By says what found the person: pin, phone, file, source or name.
type Hit struct {
	Client  id.Client
	Display string
	Name    person.Name
	Birth   civil.Partial
	Number  string // in the source
	By      string
}

// MaxHits bounds the answer of a search: whoever must page through more should type more.
const MaxHits = 50

// maxRanked bounds what is ranked before the answer is cut.
const maxRanked = 200

// Search finds people in the actor's sight by words of the name in any order and script, birth year, personal number, phone,
// file number or number in the source. The text never goes into a URL. Needs SearchClients.
func (s *Service) Search(ctx context.Context, text string) ([]Hit, error) {
	var out []Hit
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Search(ctx, r, text)
		return err
	})
	return out, err
}

// Search is Service.Search within a reading of another capability.
func (o *Ops) Search(ctx context.Context, r *db.Reader, text string) ([]Hit, error) {
	if err := o.guard.Permit(ctx, access.SearchClients); err != nil {
		return nil, err
	}
	found := map[id.Client]string{}
	var order []id.Client
	add := func(by string, clients []id.Client) {
		for _, c := range clients {
			if _, ok := found[c]; !ok {
				found[c] = by
				order = append(order, c)
			}
		}
	}
	if err := o.byNumber(ctx, r, text, add); err != nil {
		return nil, err
	}
	byName, err := o.byTokens(ctx, r, person.QueryTokens(text), years(text))
	if err != nil {
		return nil, err
	}
	add("name", byName)
	if len(order) == 0 {
		return nil, nil
	}
	hits, err := o.hits(ctx, r, order, found)
	if err != nil {
		return nil, err
	}
	hits = rank(hits, person.QueryTokens(text))
	for _, h := range hits {
		db.Shown(ctx, h.Client)
	}
	return hits, nil
}

func years(text string) []string {
	var out []string
	for w := range strings.FieldsSeq(text) {
		if n, err := strconv.Atoi(w); err == nil && n >= 1900 && n <= 2100 {
			out = append(out, w)
		}
	}
	return out
}

// byNumber tries the text as each kind of number that it can be.
func (o *Ops) byNumber(ctx context.Context, r *db.Reader, text string, add func(string, []id.Client)) error {
	text = strings.TrimSpace(text)
	if !strings.ContainsFunc(text, unicode.IsDigit) {
		return nil
	}
	find := func(by, query string, arg any) error {
		clients, err := db.All[id.Client](ctx, r, query, arg)
		add(by, clients)
		return err
	}
	if pin, err := person.ParsePIN(text); err == nil {
		if err := find("pin", `select distinct c.client_id from person_pin c where c.pin_index = $1 and {visible c.client_id} order by 1 limit 50`,
			o.Seal.Blind(blindPIN, string(pin))); err != nil {
			return err
		}
	}
	if phone, err := person.ParsePhone(text); err == nil {
		if err := find("phone", `select distinct c.client_id from person_phone c where c.phone_index = $1 and c.replaced_at is null
			and {visible c.client_id} order by 1 limit 50`, o.Seal.Blind(blindPhone, string(phone))); err != nil {
			return err
		}
	}
	if o.Files != nil {
		clients, err := o.Files.FindByNumber(ctx, r, text)
		if err != nil {
			return err
		}
		add("file", clients)
	}
	return find("source", `select c.client_id from person_person c where c.source_number = $1 and {visible c.client_id} order by 1 limit 50`, text)
}

// byTokens lists the clients of whom every word begins some token. The longest word drives: it is the rarest.
func (o *Ops) byTokens(ctx context.Context, r *db.Reader, words, years []string) ([]id.Client, error) {
	words = append(slices.Clone(words), years...)
	words = slices.DeleteFunc(words, func(w string) bool {
		return w == "" || strings.Trim(w, "0123456789") == "" && !slices.Contains(years, w)
	})
	if len(words) == 0 {
		return nil, nil
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	words = slices.Compact(words)[:min(len(words), 6)]
	args := []any{words[0], words[0] + "\U0010FFFF"}
	query := `select distinct c.client_id from person_token c where c.token >= $1 and c.token < $2`
	for i, w := range words[1:] {
		n := strconv.Itoa(3 + 2*i)
		m := strconv.Itoa(4 + 2*i)
		query += ` and exists (select 1 from person_token t where t.client_id = c.client_id and t.token >= $` + n + ` and t.token < $` + m + `)`
		args = append(args, w, w+"\U0010FFFF")
	}
	return db.All[id.Client](ctx, r, query+` and {visible c.client_id} order by 1 limit `+strconv.Itoa(maxRanked), args...)
}

func (o *Ops) hits(ctx context.Context, r *db.Reader, clients []id.Client, by map[id.Client]string) ([]Hit, error) {
	numbers, err := db.All[row2](ctx, r, `select c.client_id, c.source_number from person_person c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	source := map[id.Client]string{}
	for _, n := range numbers {
		source[n.Client] = n.Text
	}
	who, err := o.identities(ctx, r, clients, false)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, c := range clients {
		number, ok := source[c]
		if !ok {
			continue
		}
		name := mainOf(who[c])
		out = append(out, Hit{Client: c, Display: person.Shown(name, number), Name: name, Birth: who[c].Born, Number: number, By: by[c]})
	}
	return out, nil
}

// rank puts exact numbers first, then whole words before beginnings of words, then the alphabet.
func rank(hits []Hit, words []string) []Hit {
	score := func(h Hit) int {
		if h.By != "name" {
			return 1000
		}
		tokens, n := h.Name.Tokens(), 0
		for _, w := range words {
			if slices.Contains(tokens, w) {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if d := score(b) - score(a); d != 0 {
			return d
		}
		return strings.Compare(a.Name.SortKey(a.Number), b.Name.SortKey(b.Number))
	})
	return hits[:min(len(hits), MaxHits)]
}
