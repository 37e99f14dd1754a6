package assess

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// shelf holds kept scorings in memory.
type shelf []assessmentsvc.KeptResult

func (s shelf) Results(_ context.Context, _ *db.Reader, after string, n int) ([]assessmentsvc.KeptResult, error) {
	for i, x := range s {
		if x.ID > after {
			return s[i:min(i+n, len(s))], nil
		}
	}
	return nil, nil
}

// answered gives answers to every item, varied by n.
func answered(ins *engine.Instrument, n int) map[string]string {
	out := map[string]string{}
	for i, it := range ins.Items {
		options := ins.OptionsOf(it)
		switch {
		case len(options) > 0:
			out[it.ID] = options[(n+i)%len(options)].Code
		case it.Kind == assessment.ItemFlag:
			out[it.ID] = fmt.Sprint((n + i) % 2)
		case it.Kind == assessment.ItemInteger, it.Kind == assessment.ItemNumber:
			out[it.ID] = fmt.Sprint(1 + n%9)
		case it.Kind == assessment.ItemDate:
			out[it.ID] = fmt.Sprintf("20%02d-02-%02d", 10+n%10, 1+n%28)
		default:
			out[it.ID] = fmt.Sprintf("Сөз менен жооп %d: иштейт, үй-бүлөсү менен турат, туугандары жардам берет.", n%400)
		}
	}
	return out
}

func stock(t testing.TB, ins *engine.Instrument, n int) shelf {
	t.Helper()
	out := make(shelf, n)
	for i := range out {
		body, err := assessment.Keep(ins.Score(answered(ins, i)), []assessment.Finding{{Type: assessment.Review, Fields: []string{"x"}}})
		if err != nil {
			t.Fatal(err)
		}
		out[i] = assessmentsvc.KeptResult{
			ID: fmt.Sprintf("%06d", i+1), Assessment: fmt.Sprintf("a%d", i), Instrument: ins.ID, Version: ins.Version, Body: body, Digest: assessment.Digest(body),
		}
	}
	return out
}

// Every kept scoring comes out again byte for byte, for each shipped instrument; the first that does not is named.
func TestRescore(t *testing.T) {
	d := testkit.OpenDB(t, "sqlite", db.Options{Clock: time.Now})
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	ctx := db.WithSight(context.Background(), db.Everyone{})
	for _, ins := range all {
		s := stock(t, ins, 40)
		steps := 0
		sum, err := Rescore(ctx, d, s, all, func(int, int) { steps++ })
		if err != nil || sum.Same != 40 || sum.Differ != 0 || steps == 0 {
			t.Fatalf("%s: %+v %v %v", ins.ID, sum, sum.First, err)
		}
	}
	ins, err := Find("kg-rna")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		change     func(*assessmentsvc.KeptResult)
	}{
		{"altered", "was altered", func(x *assessmentsvc.KeptResult) { x.Body = append(x.Body[:len(x.Body)-1], ' ', '}') }},
		{"another version", "does not carry", func(x *assessmentsvc.KeptResult) { x.Version = "1900.1" }},
		{"another result", "another result", func(x *assessmentsvc.KeptResult) {
			kept, err := assessment.Kept(x.Body)
			if err != nil {
				t.Fatal(err)
			}
			kept.Result.Outputs[0].Text += "x"
			if x.Body, err = assessment.Keep(kept.Result, kept.Remarks); err != nil {
				t.Fatal(err)
			}
			x.Digest = assessment.Digest(x.Body)
		}},
	} {
		s := stock(t, ins, 1200)
		c.change(&s[7])
		c.change(&s[900])
		sum, err := Rescore(ctx, d, s, all, nil)
		if err != nil || sum.Total != 1200 || sum.Differ != 2 || sum.First == nil || sum.First.Result != "000008" || !strings.Contains(sum.First.Why, c.want) {
			t.Errorf("%s: %+v %v %v", c.name, sum, sum.First, err)
		}
	}
}

// One operation is the rescoring of 25,000 clients by the assessment over nine domains.
func BenchmarkRescore25000(b *testing.B) {
	d := testkit.OpenDB(b, "sqlite", db.Options{Clock: time.Now})
	ins, err := Find("kg-rna")
	if err != nil {
		b.Fatal(err)
	}
	s := stock(b, ins, 25_000)
	ctx := db.WithSight(context.Background(), db.Everyone{})
	began := cpuTime(b)
	b.ResetTimer()
	for range b.N {
		sum, err := Rescore(ctx, d, s, []*engine.Instrument{ins}, nil)
		if err != nil || sum.Same != len(s) {
			b.Fatalf("%+v %v", sum, err)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/25000")
	b.ReportMetric((cpuTime(b)-began)/float64(b.N), "cpu-s/25000")
}
