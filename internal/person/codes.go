package person

import "strings"

// Sex is the sex as civil registration records it. Its text is the message "sex.<code>"; unknown is "sex.unknown".
type Sex string

// The sexes.
const (
	Female     Sex = "f"
	Male       Sex = "m"
	UnknownSex Sex = ""
)

// ParseSex reads the words and codes of forms and registers in four languages; false when it knows none.
func ParseSex(s string) (Sex, bool) {
	switch strings.ToLower(Clean(s)) {
	case "":
		return UnknownSex, true
	case "f", "female", "woman", "ж", "жен", "жен.", "женский", "женщина", "аял", "а", "1":
		return Female, true
	case "m", "male", "man", "м", "муж", "муж.", "мужской", "мужчина", "эркек", "э", "2":
		return Male, true
	}
	return UnknownSex, false
}

// Languages are the codes of languages that clients speak, the commonest first; texts are the messages "language.<code>".
// Three letters where ISO 639 has no code of two.
func Languages() []string {
	return []string{"ky", "ru", "uz", "tg", "dng", "ug", "kk", "tr", "tt", "az", "ku", "ko", "de", "zh", "en", "sgn"}
}
