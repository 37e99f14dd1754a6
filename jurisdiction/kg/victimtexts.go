package kg

import (
	"fmt"
	"io/fs"
	"path"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/victimtext"
	"tuzjol/internal/platform/yamlrow"
)

// VictimTexts reads the information texts for protected persons, then those in the folder "victim-texts" of each of the Department's
// own folders. A changed text is a new version with a first day of its own: consents name the version to which they were given, so the
// same version twice is refused.
func VictimTexts(more ...fs.FS) (victimtext.Texts, error) {
	var out victimtext.Texts
	for _, folder := range append([]fs.FS{Files}, more...) {
		names, err := fs.Glob(folder, "victim-texts/*.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			t, err := victimText(folder, name)
			if err != nil {
				return nil, err
			}
			if _, twice := out.Version(t.Lang, t.Version); twice {
				return nil, fmt.Errorf("%s: version %s of %s stands twice; give the changed one a version of its own", name, t.Version, t.Lang)
			}
			out = append(out, t)
		}
	}
	order := []string{"ky", "ru", "en"}
	slices.SortStableFunc(out, func(a, b victimtext.Text) int { return rankOf(order, a.Lang) - rankOf(order, b.Lang) })
	if err := out.Check().Err(); err != nil {
		return nil, fmt.Errorf("texts for protected persons: %w", err)
	}
	return out, nil
}

func rankOf(order []string, lang string) int {
	if i := slices.Index(order, lang); i >= 0 {
		return i
	}
	return len(order)
}

func victimText(folder fs.FS, name string) (victimtext.Text, error) {
	var x struct {
		Lang, Version, From, Status, Title, Lead string
		Can, Cannot, Rights, Question            []string
		Neutral, Urgent                          string
		Say                                      map[string]string
	}
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return victimtext.Text{}, err
	}
	root, wrong := yamlrow.Root(data)
	if wrong == nil {
		wrong = yamlrow.Decode(root, &x)
	}
	if wrong != nil {
		return victimtext.Text{}, fmt.Errorf("%s:%d: %s", path.Base(name), wrong.Line, wrong.Text)
	}
	from, err := civil.ParseDate(x.From)
	if err != nil {
		return victimtext.Text{}, fmt.Errorf("%s: from: %w", path.Base(name), err)
	}
	return victimtext.Text{
		Lang: x.Lang, Version: x.Version, From: from, Status: x.Status, Title: x.Title, Lead: x.Lead, Can: x.Can, Cannot: x.Cannot, Rights: x.Rights,
		Question: x.Question, Neutral: x.Neutral, Urgent: x.Urgent, Say: x.Say,
	}, nil
}
