package signin

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
)

// The length of a password in characters. 64 must be possible (S02); the upper bound only keeps hashing bounded.
const (
	MinPassword = 12
	MaxPassword = 200
)

//go:embed common.txt
var commonText string

// CheckPassword refuses a password that is short, common, a row of keys, or made of the person's own name. words are the
// login, the display name and the like. Faults: invalid on field.
func CheckPassword(field, password string, words ...string) error {
	var p fault.Problems
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		p.Add(field, "signin.password_short", "Min", MinPassword)
	case n > MaxPassword:
		p.Add(field, "signin.password_long", "Max", MaxPassword)
	case weak(password, words):
		p.Add(field, "signin.password_common")
	}
	return p.Err()
}

func weak(password string, words []string) bool {
	plain := strings.ToLower(strings.TrimSpace(password))
	if distinct(plain) < 5 || sequence(plain) {
		return true
	}
	letters := unleet(plain)
	for _, form := range [...]string{plain, letters, core(plain), core(letters), unleet(core(plain))} {
		if common(form) || halves(form) {
			return true
		}
	}
	for _, w := range words {
		for part := range strings.FieldsSeq(strings.ToLower(w)) {
			if utf8.RuneCountInString(part) >= 4 && remainder(letters, part) < 6 {
				return true
			}
		}
	}
	return false
}

// common looks the form up; a form is weak when little is left of it without the common word.
func common(form string) bool {
	if len(form) < 4 {
		return len(form) == 0
	}
	for word := range strings.FieldsSeq(commonText) {
		if form == word {
			return true
		}
		if utf8.RuneCountInString(word) >= 6 && remainder(form, word) < 4 {
			return true
		}
	}
	return false
}

// halves finds the same common word, or the same text, said twice.
func halves(form string) bool {
	r := []rune(form)
	n := len(r) / 2
	return n >= 3 && len(r)%2 == 0 && string(r[:n]) == string(r[n:])
}

// remainder is how many characters are left when word is taken out; a large number when it is not in there.
func remainder(form, word string) int {
	if !strings.Contains(form, word) {
		return 1 << 20
	}
	return utf8.RuneCountInString(strings.ReplaceAll(form, word, ""))
}

// core strips what people add around a word: digits and signs.
func core(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

var leet = strings.NewReplacer("@", "a", "4", "a", "3", "e", "1", "i", "!", "i", "0", "o", "$", "s", "5", "s", "7", "t")

func unleet(s string) string { return leet.Replace(s) }

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// rows are the keys as they lie, in both layouts, and the usual counts; a password that is mostly a walk along them is weak.
var rows = [...]string{
	"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ёйцукен",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "qazwsxedcrfvtgbyhnujmikolp", "abcdefghijklmnopqrstuvwxyz", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
	"01234567890123456789", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
}

// sequence reports whether steps along a row, forward or back, make up two thirds of s.
func sequence(s string) bool {
	r := []rune(s)
	if len(r) < 4 {
		return true
	}
	steps := 0
	for i := 1; i < len(r); i++ {
		if r[i] == r[i-1] || beside(string(r[i-1:i+1])) {
			steps++
		}
	}
	return steps*3 >= (len(r)-1)*2
}

func beside(pair string) bool {
	r := []rune(pair)
	back := string([]rune{r[1], r[0]})
	for _, row := range rows {
		if strings.Contains(row, pair) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}
