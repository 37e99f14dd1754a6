package personsvc

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
)

// maxRanked bounds what is ranked before the answer is cut.
const maxRanked = 200

// Search finds people in the actor's sight by words of the name in any order and script, birth year, personal number, phone,
// file number or number in the source. The text never goes into a URL. Needs SearchClients.
func (s *Service) Search(ctx context.Context, text string) ([]person.Hit, error) {
	var out []person.Hit
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Search(ctx, r, text)
		return err
	})
	return out, err
}

// Search is Service.Search within a reading of another capability.
func (o *Ops) Search(ctx context.Context, r *db.Reader, text string) ([]person.Hit, error) {
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
	byName, err := o.byTokens(ctx, r, person.QueryTokens(text), person.Years(text))
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
	hits = person.Rank(hits, person.QueryTokens(text))
	return hits, born(ctx, r, hits)
}

// born adds the birth dates of those who are shown.
func born(ctx context.Context, r *db.Reader, hits []person.Hit) error {
	clients := make([]id.Client, len(hits))
	for i, h := range hits {
		clients[i] = h.Client
		db.Shown(ctx, h.Client)
	}
	values, err := personreadsvc.Values(ctx, r, clients)
	for i, h := range hits {
		hits[i].Birth = values[h.Client].Born
	}
	return err
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
	words = slices.Compact(words)
	words = words[:min(len(words), 6)]
	b := &db.Binder{}
	begins := func(col, word string) string {
		return col + ".token >= " + b.Bind(word) + " and " + col + ".token < " + b.Bind(word+"\U0010FFFF")
	}
	// In the order of the index: whole words come first, and a common beginning stops early.
	most := ` order by c.token, c.client_id limit ` + strconv.Itoa(maxRanked)
	found := `select c.client_id, c.token from person_token c where {visible c.client_id} and ` + begins("c", words[0])
	for _, w := range words[1:] {
		found += ` and exists (select 1 from person_token t where t.client_id = c.client_id and ` + begins("t", w) + `)`
	}
	// Each part of the sight is looked through by its own index, so that the cost follows the sight and not the country.
	parts := accesssvc.Reach(r.Sight(), "c.client_id", "c.office_id", b)
	for i, part := range parts {
		p := "p" + strconv.Itoa(i)
		parts[i] = "select " + p + ".client_id, " + p + ".token from (" + found + " and " + part + most + ") " + p
	}
	if len(parts) > 0 {
		found = "select c.client_id, c.token from (" + strings.Join(parts, " union ") + ") c"
	}
	type row struct {
		Client id.Client
		Token  string
	}
	rows, err := db.All[row](ctx, r, found+most, b.Args()...)
	out := make([]id.Client, len(rows))
	for i, x := range rows {
		out[i] = x.Client
	}
	return out, err
}

func (o *Ops) hits(ctx context.Context, r *db.Reader, clients []id.Client, by map[id.Client]string) ([]person.Hit, error) {
	source, err := personreadsvc.SourceNumbers(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	names, err := personreadsvc.Names(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	var out []person.Hit
	for _, c := range clients {
		number, ok := source[c]
		if !ok {
			continue
		}
		name := person.Name{}
		if known := names[c]; len(known) > 0 {
			name = known[0].Name
		}
		out = append(out, person.Hit{Client: c, Display: person.Shown(name, number), Name: name, Number: number, By: by[c]})
	}
	return out, nil
}
