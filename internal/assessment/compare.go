package assessment

import (
	"slices"

	"tuzjol/internal/rulebook"
)

// Sheet is the answers of one assessment with the evidence beside them.
type Sheet struct {
	Case     Case
	Answers  map[string]string
	Evidence map[string]string
}

// Unrated is the rank of a rating that was not given or is not known.
const Unrated = -1

// RatingPair is the rating of one domain in two assessments. Ranks count the options from the first; Unrated where there is none.
type RatingPair struct {
	Domain        string
	Title         rulebook.Text
	Item          Item
	Before, After string // codes
	From, To      int    // ranks
}

// Moved reports whether both are rated and differ; up is true for a higher rank.
func (p RatingPair) Moved() (moved, up bool) {
	return p.From != Unrated && p.To != Unrated && p.From != p.To, p.To > p.From
}

// AnswerPair is one item that was answered otherwise.
type AnswerPair struct {
	Domain                        string
	Item                          Item
	Before, After                 string
	EvidenceBefore, EvidenceAfter string
}

// Compare lays two assessments of one instrument side by side by the items of the later one: the ratings of its domains, and
// the items answered otherwise or only once. Items that the later version no longer asks are left out.
func Compare(s Spec, before, after Sheet) (ratings []RatingPair, changed []AnswerPair) {
	for _, d := range s.Domains {
		if it, ok := s.Item(d.Rating); ok && d.Rating != "" {
			a, b := before.Answers[it.ID], after.Answers[it.ID]
			options := s.OptionsOf(it)
			ratings = append(ratings, RatingPair{Domain: d.ID, Title: d.Title, Item: it, Before: a, After: b, From: rank(options, a), To: rank(options, b)})
		}
	}
	for _, it := range s.Items {
		a, b := before.Answers[it.ID], after.Answers[it.ID]
		if a != b {
			changed = append(changed, AnswerPair{
				Domain: it.Domain, Item: it, Before: a, After: b,
				EvidenceBefore: before.Evidence[it.ID], EvidenceAfter: after.Evidence[it.ID],
			})
		}
	}
	return ratings, changed
}

func rank(options []Option, code string) int {
	return slices.IndexFunc(options, func(o Option) bool { return o.Code == code && code != "" })
}
