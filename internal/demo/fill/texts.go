package fill

// inTongue is the text of a table in a language; Kyrgyz when it has none.
func inTongue[T any](table map[string]T, lang string) T {
	if v, ok := table[lang]; ok {
		return v
	}
	return table["ky"]
}
