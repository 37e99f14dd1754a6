package rulebook

import (
	"strconv"
	"strings"
)

// Cell is one number of a standards table in hundredths, with how sure it is. Set is false where nobody has said anything
// yet: an unset cell asks for nothing and weighs nothing, and is shown as "not set".
type Cell struct {
	Set    bool   `json:"set"`
	N      int    `json:"n"`
	Status Status `json:"status"`
}

// cellMost bounds what may be written in a cell: 10,000.00.
const cellMost = 1_000_000

// ParseHundredths reads a decimal with a point or a comma, rounded half up to hundredths; an empty text is not set. ok is
// false for anything else, a sign included.
func ParseHundredths(s string) (n int, set, ok bool) {
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", ".")
	if s == "" {
		return 0, false, true
	}
	whole, part, dotted := strings.Cut(s, ".")
	if strings.Trim(whole+part, "0123456789") != "" || whole == "" || dotted && part == "" || len(whole) > 6 || len(part) > 9 {
		return 0, false, false
	}
	w, err := strconv.Atoi(whole)
	if err != nil {
		return 0, false, false
	}
	n = w * 100
	part += "000"
	n += int(part[0]-'0')*10 + int(part[1]-'0')
	if part[2] >= '5' {
		n++
	}
	return n, true, n <= cellMost
}

// Text is the number as it is typed: 2, 0.5, 1.25.
func (c Cell) Text() string {
	if !c.Set {
		return ""
	}
	return Hundredths(c.N)
}

// Hundredths writes a number of hundredths without needless zeros.
func Hundredths(n int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.Itoa(n/100) + "." + strconv.Itoa(n%100/10) + strconv.Itoa(n%10)
	return sign + strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// times multiplies by a share in hundredths, half up.
func (c Cell) times(share Cell) Cell {
	if c.Set && share.Set {
		c.N = halfUp(c.N*share.N, 100)
	}
	return c
}

// halfUp divides two numbers that are not negative, rounding half up.
func halfUp(a, b int) int {
	if b <= 0 {
		return 0
	}
	return (2*a + b) / (2 * b)
}
