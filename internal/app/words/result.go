package words

import "net/http"

// Result says in the record how a request ended, by the status of its answer.
func Result(status int) string {
	switch {
	case status < 400:
		return "ok"
	case status == http.StatusNotFound:
		return "not_found"
	case status == http.StatusForbidden:
		return "forbidden"
	case status == http.StatusUnprocessableEntity:
		return "invalid"
	case status == http.StatusConflict:
		return "conflict"
	}
	return "failed"
}
