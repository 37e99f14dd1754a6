package personsvc_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// Looking through the words of the sight finds exactly, and in the same order, whom looking through the country's finds: over
// offices, relations, restriction, exclusion, hiding, and a file that went to another office.
func TestSearchFollowsTheSight(t *testing.T) {
	each(t, func(k *kit) {
		k.d.SetRecorders(k.book, personsvc.Follow{})
		jalal := id.Office("41703000000000")
		offices := []id.Office{osh, bishkek, jalal}
		var all []id.Client
		for i := range 42 {
			name := []string{"Бактыбеков Асан", "Бактыбек уулу Усон", "Асанова Нургүл Бактыбековна"}[i%3]
			all = append(all, k.create(offices[(i/3)%3], person.New{
				Name: person.ParseName(name), Birth: civil.MustPartial(fmt.Sprint(1970 + i)), SourceNumber: fmt.Sprint("n", i),
			}))
		}
		var ops accesssvc.Ops
		job := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"}), access.Rights{System: true, Now: civil.At(testkit.Start)})
		must(k.t, k.d.Write(job, func(tx *db.Tx) error {
			for n, kind := range []string{access.Assigned, access.Covering, "glass", "watching", access.Exclude, "allow"} {
				for _, c := range []id.Client{all[n], all[n+12], all[n+24]} {
					if err := ops.Relate(job, tx, c, "me", kind, "", nil); err != nil {
						return err
					}
				}
			}
			for _, n := range []int{3, 5, 17, 29, 30} {
				if err := tx.Update(job, "access_client", string(all[n]), db.Row{"restricted": true}); err != nil {
					return err
				}
			}
			if err := ops.Hide(job, tx, all[6], true); err != nil {
				return err
			}
			if err := ops.Move(job, tx, all[9], bishkek); err != nil {
				return err
			}
			return tx.Record(job, access.ReceiveJudgment, "")
		}))
		if n := k.count(`select count(*) from person_token t join access_client a on a.id = t.client_id where t.office_id is null or t.office_id <> a.office_id`); n != 0 {
			k.t.Errorf("%d words do not stand where the file is", n)
		}
		for name, rights := range map[string]access.Rights{
			"office":   {Offices: []id.Office{osh}},
			"offices":  {Offices: []id.Office{osh, bishkek}},
			"moved to": {Offices: []id.Office{bishkek}},
			"related":  {},
			"national": {National: true},
			"system":   {System: true},
		} {
			rights.Account, rights.Now = "me", civil.At(testkit.Start)
			ctx := accesssvc.Context(context.Background(), rights)
			for _, words := range [][]string{{"бакты"}, {"асан"}, {"бактыбеков", "асан"}, {"нетакого"}} {
				must(k.t, k.d.Read(ctx, func(r *db.Reader) error {
					got, err := k.s.Ops().ByTokens(ctx, r, words)
					must(k.t, err)
					want := country(ctx, k, r, words)
					if !slices.Equal(got, want) {
						k.t.Errorf("%s %v: %d found, in the country %d\n%v\n%v", name, words, len(got), len(want), got, want)
					}
					if name != "system" && (slices.Contains(got, all[6]) || slices.Contains(got, all[4]) || slices.Contains(got, all[3])) {
						k.t.Errorf("%s %v: somebody hidden, excluded or restricted is found", name, words)
					}
					return nil
				}))
			}
		}
	})
}

// country is the search as it would be without knowing where to look.
func country(ctx context.Context, k *kit, r *db.Reader, words []string) []id.Client {
	k.t.Helper()
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	args := []any{words[0], words[0] + "\U0010FFFF"}
	query := `select c.client_id from person_token c where {visible c.client_id} and c.token >= $1 and c.token < $2`
	for i, w := range words[1:] {
		query += fmt.Sprintf(` and exists (select 1 from person_token t where t.client_id = c.client_id and t.token >= $%d and t.token < $%d)`, 2*i+3, 2*i+4)
		args = append(args, w, w+"\U0010FFFF")
	}
	out, err := db.All[id.Client](ctx, r, query+` order by c.token, c.client_id limit 200`, args...)
	must(k.t, err)
	return out
}
