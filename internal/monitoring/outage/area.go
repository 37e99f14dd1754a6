package outage

import "strings"

// groups are the places at which a code of territory (SOATE) may end: region, district, commune, village.
var groups = []int{5, 8, 11, 14}

// Within tells whether a place lies in an area, by their codes of territory: an area of a wider kind ends in zeros.
func Within(place, area string) bool {
	if area == "" || len(place) < 14 || len(area) < 14 {
		return area != "" && place == area
	}
	return strings.HasPrefix(place, Prefix(area))
}

// Prefix is what the codes of everything within an area begin with.
func Prefix(area string) string {
	if len(area) < 14 {
		return area
	}
	end := 14
	for i := len(groups) - 1; i > 0; i-- {
		if area[groups[i-1]:groups[i]] != "000" {
			break
		}
		end = groups[i-1]
	}
	return area[:end]
}
