package spell

// JaroWinkler is the likeness of two words from 0 to 1, counted in letters, not bytes; a common beginning of up to four
// Letters raises it (Winkler 1990, weight 0.1). Two empty words are not alike: nothing is known of either.
func JaroWinkler(a, b string) float64 {
	s, t := []rune(a), []rune(b)
	j := jaro(s, t)
	prefix := 0
	for prefix < min(4, len(s), len(t)) && s[prefix] == t[prefix] {
		prefix++
	}
	return j + float64(prefix)*0.1*(1-j)
}

func jaro(s, t []rune) float64 {
	if len(s) == 0 || len(t) == 0 {
		return 0
	}
	window := max(max(len(s), len(t))/2-1, 0)
	sHit, tHit := make([]bool, len(s)), make([]bool, len(t))
	matches := 0
	for i, r := range s {
		for k := max(0, i-window); k < min(len(t), i+window+1); k++ {
			if !tHit[k] && t[k] == r {
				sHit[i], tHit[k] = true, true
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	swaps, k := 0, 0
	for i := range s {
		if !sHit[i] {
			continue
		}
		for !tHit[k] {
			k++
		}
		if s[i] != t[k] {
			swaps++
		}
		k++
	}
	m := float64(matches)
	return (m/float64(len(s)) + m/float64(len(t)) + (m-float64(swaps)/2)/m) / 3
}

// DamerauLevenshtein is the least number of letters to insert, drop, change or swap with a neighbour that turns a into
// b, no place being edited twice (optimal string alignment).
func DamerauLevenshtein(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last, now := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for k := range last {
		last[k] = k
	}
	for i := range s {
		now[0] = i + 1
		for k := range t {
			cost := 1
			if s[i] == t[k] {
				cost = 0
			}
			now[k+1] = min(last[k]+cost, last[k+1]+1, now[k]+1)
			if i > 0 && k > 0 && s[i] == t[k-1] && s[i-1] == t[k] {
				now[k+1] = min(now[k+1], before[k-1]+1)
			}
		}
		before, last, now = last, now, before
	}
	return last[len(t)]
}
