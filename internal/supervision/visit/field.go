package visit

// Value is a telephone number or an address as the record holds it. Row is its version: what a device took along as its base.
type Value struct {
	Row  string `json:"row"`
	Text string `json:"text"`
}

// QuestionKind says what a device sent that the record contradicts; its text is the message "visit.question.<code>".
type QuestionKind string

// The kinds of question. Nothing of them is decided by the service itself.
const (
	AskPhone       QuestionKind = "phone"       // the number was changed on both sides
	AskAddress     QuestionKind = "address"     // the address was changed on both sides
	AskAppointment QuestionKind = "appointment" // the appointment was closed or moved meanwhile
	AskTransferred QuestionKind = "transferred" // the client is somebody else's now
)

// QuestionState is where a question stands; its text is the message "visit.question_state.<code>".
type QuestionState string

// The states of a question.
const (
	QuestionOpen QuestionState = "open"
	Taken        QuestionState = "taken" // what the device sent holds
	Stays        QuestionState = "stays" // what the record says holds
)

// Lines of a client that a device may change.
const (
	Phone   = "phone"
	Address = "address"
)

// Compare says what becomes of a line that was changed on a device: nothing when it was left alone or says what the record says,
// a change when the record still stands as the device knew it, and else a question.
func Compare(base, now Value, sent string) (change, ask bool) {
	switch {
	case sent == "" || sent == now.Text:
		return false, false
	case base.Row == now.Row:
		return true, false
	}
	return false, true
}

// KeepHours is how long a device may hold a day's list.
const KeepHours = 12

// LateDays is how long after a day was taken along its visits are received although the client is somebody else's by then.
const LateDays = 14

// Outing reports whether a kind of contact takes an officer out of the office.
func Outing(kind string) bool { return kind == "home_visit" || kind == "workplace_visit" }
