package person

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// CheckValue notes what is wrong with a plain value, at the field of its own name, and returns it in its stored form.
func CheckValue(problems *fault.Problems, field, value string, today civil.Date, speaks func(language string) bool) string {
	switch field {
	case FieldBirth:
		born, err := civil.ParsePartial(value)
		if err != nil || born.IsZero() {
			problems.Add("birth", "date.invalid")
			return ""
		}
		CheckBirth(problems, born, today)
		return born.String()
	case FieldSex:
		if value != string(Female) && value != string(Male) {
			problems.Add("sex", "field.choose")
		}
	case FieldLanguage:
		if !speaks(value) {
			problems.Add("language", "field.unknown")
		}
	case FieldCitizenship:
		if len(value) != 2 {
			problems.Add("citizenship", "person.citizenship_bad")
		}
	default:
		problems.Add("field", "field.unknown")
	}
	return value
}
