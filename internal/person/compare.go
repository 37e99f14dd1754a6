package person

import (
	"slices"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/person/spell"
)

// Level says how sure the comparison is that two records are of one person.
type Level string

// The levels, the surest first. Only a person joins records; Same means "offer it first", never "join by itself".
const (
	Same     Level = "same"
	Probable Level = "probable"
	Possible Level = "possible"
	Distinct Level = "distinct"
)

// Match is the outcome of a comparison. Weight is in bits (log2 of the odds that both are one person); Reasons say in
// words what agrees and what does not, the weightiest first.
type Match struct {
	Level   Level
	Weight  float64
	Reasons []msg.Message
}

// The weights follow the published ones of the UK core person record (log2 of the likelihood ratio); the prior is that of
// a national register of about 250,000 people. They are to be re-estimated on local data when there is any.
const (
	prior = -18.0

	samePINWeight, otherPINWeight, nearPINWeight = 21.6, -14.0, 4.0
	sameDocumentWeight                           = 18.0
	samePhoneWeight                              = 5.0
	sameDistrictWeight                           = 1.5
	otherSexWeight, sameSexWeight                = -6.0, 1.0

	sameAt, probableAt, possibleAt = 20.0, 8.0, -4.0
	twinWeight                     = -5.0
)

// Compare weighs two identities. See Prepare to compare one with many.
func Compare(a, b Identity) Match { return Prepare(a).Compare(Prepare(b)) }

// Compare weighs two prepared identities; it is symmetric in weight and level.
func (p Prepared) Compare(q Prepared) Match {
	s := sum{Match: Match{Weight: prior}}
	pin := s.pin(p.id.PINs, q.id.PINs)
	document := common(p.documents, q.documents)
	s.addIf(document, sameDocumentWeight, "match.document_same")
	name := bestName(p.names, q.names)
	s.add(name.weight, name.key)
	birth := compareBirth(p.id.Born, q.id.Born)
	s.add(birth.weight, birth.key)
	if p.id.Sex != UnknownSex && q.id.Sex != UnknownSex {
		if p.id.Sex == q.id.Sex {
			s.add(sameSexWeight, "")
		} else {
			s.add(otherSexWeight, "match.sex_differs")
		}
	}
	s.addIf(common(p.id.Phones, q.id.Phones), samePhoneWeight, "match.phone_same")
	s.addIf(p.id.District != "" && p.id.District == q.id.District, sameDistrictWeight, "")
	if pin != equal && !document && birth.key == "match.birth_same" && name.siblings {
		s.Weight = min(s.Weight, twinWeight)
		s.parts = append(s.parts, part{weight: 100, key: "match.siblings"})
	}
	return s.match(pin == equal || document)
}

// match settles the level: an equal number is always shown to a person, however much else differs.
func (s *sum) match(identified bool) Match {
	slices.SortStableFunc(s.parts, func(a, b part) int { return sign(abs(b.weight) - abs(a.weight)) })
	for _, p := range s.parts {
		s.Reasons = append(s.Reasons, msg.New(p.key))
	}
	switch {
	case s.Weight >= sameAt:
		s.Level = Same
	case s.Weight >= probableAt:
		s.Level = Probable
	case s.Weight >= possibleAt || identified:
		s.Level = Possible
	default:
		s.Level = Distinct
	}
	return s.Match
}

// sum gathers weights and the reasons behind them.
type sum struct {
	Match
	parts []part
}

type part struct {
	weight float64
	key    string
}

func (s *sum) add(weight float64, key string) {
	s.Weight += weight
	if key != "" {
		s.parts = append(s.parts, part{weight, key})
	}
}

func (s *sum) addIf(is bool, weight float64, key string) {
	if is {
		s.add(weight, key)
	}
}

type agreement int

const (
	unknown agreement = iota
	equal
	near
	differs
)

// pin compares the numbers that both have ever had.
func (s *sum) pin(a, b []PIN) agreement {
	if len(a) == 0 || len(b) == 0 {
		return unknown
	}
	if common(a, b) {
		s.add(samePINWeight, "match.pin_same")
		return equal
	}
	for _, x := range a {
		for _, y := range b {
			if spell.DamerauLevenshtein(string(x), string(y)) == 1 {
				s.add(nearPINWeight, "match.pin_near")
				return near
			}
		}
	}
	s.add(otherPINWeight, "match.pin_differs")
	return differs
}

func common[T comparable](a, b []T) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}

func abs(x float64) float64 { return max(x, -x) }

func sign(x float64) int {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// Identified reports whether a personal number or a document number agrees, whatever else speaks against it.
func (m Match) Identified() bool {
	for _, r := range m.Reasons {
		if r.Key == "match.pin_same" || r.Key == "match.document_same" {
			return true
		}
	}
	return false
}
