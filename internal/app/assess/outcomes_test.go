package assess

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// dataset is one of the published files, as rows with a header.
type dataset struct {
	header []string
	rows   [][]string
}

func (d dataset) at(row []string, column string) string {
	return row[slices.Index(d.header, column)]
}

func (d dataset) where(keep func(get func(string) string) bool) dataset {
	out := dataset{header: d.header}
	for _, r := range d.rows {
		if keep(func(c string) string { return d.at(r, c) }) {
			out.rows = append(out.rows, r)
		}
	}
	return out
}

func load(t *testing.T, name string) dataset {
	t.Helper()
	f, err := os.Open(filepath.Join(cases(t), "outcomes", name+".csv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return dataset{all[0], all[1:]}
}

// datasets are the published ones, filtered as their notes say.
func datasets(t *testing.T) map[string]dataset {
	compas := load(t, "compas_two_years_deidentified")
	nij := load(t, "nij_georgia_test_cohort")
	forecasts := load(t, "nij_reference_probabilities")
	byID := map[string][]string{}
	for _, r := range forecasts.rows {
		byID[r[0]] = r[1:]
	}
	joined := dataset{header: append(slices.Clone(nij.header), forecasts.header[1:]...)}
	for _, r := range nij.rows {
		joined.rows = append(joined.rows, append(slices.Clone(r), byID[r[0]]...))
	}
	return map[string]dataset{
		"compas_7214": compas,
		"compas_6172": compas.where(func(get func(string) string) bool {
			days, err := strconv.Atoi(get("days_b_screening_arrest"))
			return err == nil && days >= -30 && days <= 30 && get("is_recid") != "-1" && get("c_charge_degree") != "O" && get("score_text") != "N/A"
		}),
		"compas_to_2014Q1": compas.where(func(get func(string) string) bool { return get("screening_quarter") <= "2014Q1" }),
		"nij_test":         joined,
	}
}

// question says which columns a published figure is about, at which threshold, and where it stands in the JSON.
type question struct{ score, outcome, threshold, field string }

// forecastOf names the outcome that a forecast is about; a forecast is blank for who was not at risk.
var forecastOf = map[string]string{
	"p_year1": "Recidivism_Arrest_Year1", "p_within3": "Recidivism_Within_3years", "p_year2": "Recidivism_Arrest_Year2", "p_year3": "Recidivism_Arrest_Year3",
}

func ask(metric string) (question, bool) {
	within, year1 := "Recidivism_Within_3years", "Recidivism_Arrest_Year1"
	switch metric {
	case "two_year_recid", "two_year_recid_by_decile":
		return question{"decile_score", "two_year_recid", "", "rate"}, true
	case "auc_decile_score":
		return question{"decile_score", "two_year_recid", "", "auc"}, true
	case "auc_v_decile_score_vs_is_violent_recid":
		return question{"v_decile_score", "is_violent_recid", "", "auc"}, true
	case "logistic_intercept":
		return question{"decile_score", "two_year_recid", "", "logistic_intercept"}, true
	case "logistic_slope_per_decile":
		return question{"decile_score", "two_year_recid", "", "logistic_slope_per_point"}, true
	case "auc_supervision_risk_score_vs_within_3years":
		return question{"Supervision_Risk_Score_First", within, "", "auc"}, true
	case "auc_supervision_risk_score_vs_year1":
		return question{"Supervision_Risk_Score_First", year1, "", "auc"}, true
	case "rearrest_within_3years_by_supervision_risk_score":
		return question{"Supervision_Risk_Score_First", within, "", "rate"}, true
	case "rearrest_year1_by_supervision_risk_score":
		return question{"Supervision_Risk_Score_First", year1, "", "rate"}, true
	case "rearrest_within_3years":
		return question{"p_within3", within, "", "rate"}, true
	case "rearrest_year2_given_none_before":
		return question{"p_year2", forecastOf["p_year2"], "", "rate"}, true
	case "rearrest_year3_given_none_before":
		return question{"p_year3", forecastOf["p_year3"], "", "rate"}, true
	case "rearrest_year1":
		return question{"p_year1", year1, "", "rate"}, true
	}
	head, field, ok := strings.Cut(metric, ":")
	if !ok {
		return question{}, false
	}
	if n, ok := strings.CutPrefix(head, "decile_ge_"); ok {
		return question{"decile_score", "two_year_recid", n, field}, true
	}
	if head == "score_ge_7_vs_within_3years" {
		return question{"Supervision_Risk_Score_First", within, "7", field}, true
	}
	if outcome := forecastOf[head]; outcome != "" && field != "nij_fair_and_accurate_score" {
		if f, ok := strings.CutSuffix(field, "_at_0.5"); ok {
			return question{head, outcome, "0.5", f}, true
		}
		return question{head, outcome, "", field}, true
	}
	return question{}, false
}

// Ensure that `assess validate` gives the published figures, and says how many of them it was compared with.
func TestPublishedOutcomes(t *testing.T) {
	header, rows := readCSV(t, filepath.Join(cases(t), "outcomes", "expected_shared.csv"))
	d := dataset{header, rows}
	sets := datasets(t)
	asked := map[string]map[string]map[string]any{}
	compared, other := 0, 0
	for _, r := range rows {
		q, ok := ask(d.at(r, "metric"))
		set, known := sets[d.at(r, "dataset")]
		if !ok || !known || d.at(r, "subset") == "mean of M and F" {
			other++
			continue
		}
		group, value, score, narrowed := subset(d.at(r, "subset"), set)
		key := d.at(r, "dataset") + "|" + q.score + "|" + q.outcome + "|" + q.threshold + "|" + d.at(r, "subset")
		if asked[key] == nil {
			asked[key] = validated(t, narrowed, q, group)
		}
		figures := asked[key][group+"="+value]
		if figures == nil {
			t.Errorf("%v: no group %s=%s", r, group, value)
			continue
		}
		got, low, high := pick(figures, q, score)
		for i, x := range []any{got, low, high} {
			text := r[3+i]
			if text == "" {
				continue
			}
			want, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			compared++
			if y, ok := x.(float64); !ok || math.Abs(y-want) > 2e-6 {
				t.Errorf("%s %s %s: %v, want %v (column %d)", r[0], r[1], r[2], x, want, i)
			}
		}
	}
	t.Logf("%d numbers of %d published figures agree; %d figures are of other kinds (rates of other outcomes, survival, regressions)", compared, len(rows)-other, other)
	if compared < 500 {
		t.Errorf("only %d numbers were compared", compared)
	}
}

// subset reads "all", "A=x" or "A=x;B=y": the last condition stays a group, the others narrow the file; decile= and score=
// ask for one value of the score.
func subset(s string, d dataset) (group, value, score string, narrowed dataset) {
	group, value = "all", "all"
	if s == "all" {
		return group, value, "", d
	}
	for _, part := range strings.Split(s, ";") {
		name, v, _ := strings.Cut(part, "=")
		if name == "decile" || name == "score" {
			score = v
			continue
		}
		if group != "all" {
			old, keep := group, value
			d = d.where(func(get func(string) string) bool { return get(old) == keep })
		}
		group, value = name, v
	}
	return group, value, score, d
}

func validated(t *testing.T, d dataset, q question, group string) map[string]map[string]any {
	t.Helper()
	dir := t.TempDir()
	writeCSV(t, filepath.Join(dir, "in.csv"), append([][]string{d.header}, d.rows...))
	req := Request{In: filepath.Join(dir, "in.csv"), Score: q.score, Outcome: q.outcome, JSON: filepath.Join(dir, "out.json"), SVG: filepath.Join(dir, "out.svg")}
	if group != "all" {
		req.Groups = []string{group}
	}
	if q.threshold != "" {
		n, err := strconv.ParseFloat(q.threshold, 64)
		if err != nil {
			t.Fatal(err)
		}
		req.Thresholds = []float64{n}
	}
	if err := Validate(req, io.Discard, io.Discard); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(req.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]any{}
	for _, f := range list {
		out[f["group"].(string)+"="+f["value"].(string)] = f
	}
	return out
}

// pick takes a figure with its limits out of one object.
func pick(f map[string]any, q question, score string) (value, low, high any) {
	if score != "" {
		want, _ := strconv.ParseFloat(score, 64)
		for _, b := range f["deciles"].([]any) {
			if bin := b.(map[string]any); bin["from"] == want {
				return bin["rate"], bin["rate_low"], bin["rate_high"]
			}
		}
		return nil, nil, nil
	}
	if q.threshold != "" {
		r := f["rates"].([]any)[0].(map[string]any)
		limits := r["intervals"].(map[string]any)[q.field].([]any)
		return r[q.field], limits[0], limits[1]
	}
	return f[q.field], f[q.field+"_low"], f[q.field+"_high"]
}
