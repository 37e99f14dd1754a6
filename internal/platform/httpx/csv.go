package httpx

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSV is a file for a spreadsheet: UTF-8 with a mark, so that Kyrgyz letters survive, and values that a spreadsheet would
// take for a formula made harmless (check S30).
func CSV(name string, rows [][]string) Reply {
	return Download(name, "text/csv; charset=utf-8", func(out io.Writer) error {
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
		c := csv.NewWriter(out)
		for _, row := range rows {
			safe := make([]string, len(row))
			for i, s := range row {
				if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) && !plainNumber(s) {
					s = "'" + s
				}
				safe[i] = s
			}
			if err := c.Write(safe); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	})
}

// plainNumber reports whether a value is a number with its sign and nothing else.
func plainNumber(s string) bool {
	return s[0] == '-' && len(s) > 1 && strings.Trim(s[1:], "0123456789.") == ""
}
