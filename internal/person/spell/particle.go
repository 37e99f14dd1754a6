package spell

import "strings"

// Particle tells the words that tie a name to a father or an ancestor from the words that name.
type Particle string

// The particles of names met in Kyrgyzstan: "Жакшылык уулу" son of, "Жакшылык кызы" daughter of, "Бактыбек тегин" of the
// lineage of (Family Code and Civil Status Acts as amended in July 2025).
const (
	NoParticle Particle = ""
	Uulu       Particle = "uulu"
	Kyzy       Particle = "kyzy"
	Tegin      Particle = "tegin"
)

// ParticleOf reads a single word; it knows the spellings of Turkic neighbours and of passports.
func ParticleOf(word string) Particle { return FoldedParticle(Fold(word)) }

// FoldedParticle reads a word that is folded already.
func FoldedParticle(folded string) Particle {
	switch folded {
	case "улу", "огли", "угли", "оглу", "угил":
		return Uulu
	case "кизи", "киси", "кизин":
		return Kyzy
	case "тегин", "теги":
		return Tegin
	}
	return NoParticle
}

// SplitTegin takes "тегин" off a folded word that is written together with it: Бактыбектегин.
func SplitTegin(folded string) (string, bool) {
	for _, end := range [...]string{"тегин", "теги"} {
		if root, ok := strings.CutSuffix(folded, end); ok && Runes(root) >= 3 {
			return root, true
		}
	}
	return folded, false
}

// Stem strips what marks sex, family or father from a folded word: Бактыбеков, Бактыбекова, Бактыбекович,
// Бактыбектегин all give бактибек; Жумалиев and Жумалы both give жумал. At least two letters stay.
// Endings are stripped until none is left, so that Насирдин and Насирдинов meet too.
func Stem(folded string) string {
	for {
		root, ok := SplitTegin(folded)
		if !ok {
			root = cutEnding(folded)
		}
		if short, ok := strings.CutSuffix(root, "и"); ok && Runes(short) >= 2 {
			root = short
		}
		if root == folded {
			return root
		}
		folded = root
	}
}

func cutEnding(folded string) string {
	for _, end := range [...]string{
		"овична", "евична", "инична", "ович", "евич", "овна", "евна", "ична", "скаиа", "ски", "ова", "ева", "ина", "ов", "ев", "ин", "ич",
	} {
		least := 3
		if strings.HasPrefix(end, "ов") || strings.HasPrefix(end, "ев") {
			least = 2 // Али, Алиев
		}
		if root, ok := strings.CutSuffix(folded, end); ok && Runes(root) >= least {
			return root
		}
	}
	return folded
}

// FatherStem is Stem for a word in the place of a patronymic, which the bill of 2025 would let end in the genitive or
// ablative: Жакшылыктын, Жакшылыктан. Elsewhere those endings belong to names (Насирдин, Султан).
func FatherStem(folded string) string {
	for _, end := range [...]string{"дин", "тин", "дун", "тун", "дан", "тан", "ден", "тен", "дон", "тон"} {
		if root, ok := strings.CutSuffix(folded, end); ok && Runes(root) >= 3 {
			return root
		}
	}
	return Stem(folded)
}

// SurnameStrength is 2 for an ending that only surnames have, 1 for -ин, -ина, which given names have too (Мадина), and 0.
func SurnameStrength(word string) int {
	f := Fold(word)
	for _, end := range [...]string{"ов", "ев", "ова", "ева", "ски", "скаиа", "енко"} {
		if root, ok := strings.CutSuffix(f, end); ok && Runes(root) >= 2 {
			return 2
		}
	}
	for _, end := range [...]string{"ин", "ина"} {
		if root, ok := strings.CutSuffix(f, end); ok && Runes(root) >= 3 {
			return 1
		}
	}
	return 0
}

// HasPatronymicEnding reports whether a word is built like a Russian patronymic.
func HasPatronymicEnding(word string) bool {
	f := Fold(word)
	switch f {
	case "илич", "кузмич", "никитич", "фомич", "лукич", "савич":
		return true
	}
	for _, end := range [...]string{"ович", "евич", "овна", "евна", "инична", "ична"} {
		if root, ok := strings.CutSuffix(f, end); ok && Runes(root) >= 2 {
			return true
		}
	}
	return false
}

// Runes counts letters, not bytes.
func Runes(s string) int {
	n := 0
	for range s {
		n++
	}
	return n
}
