// Package msg carries text as a catalogue key with arguments, so that rules never speak a language.
package msg

// Message is a key of the catalogue with its arguments. Plural messages carry Count.
type Message struct {
	Key   string
	Args  map[string]any
	Count *int
}

// New makes a message; args are name, value pairs.
func New(key string, args ...any) Message {
	m := Message{Key: key}
	if len(args) == 0 {
		return m
	}
	m.Args = make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		if name, ok := args[i].(string); ok {
			m.Args[name] = args[i+1]
		}
	}
	return m
}

// Plural makes a message whose form depends on n; n is also the argument "Count".
func Plural(key string, n int, args ...any) Message {
	m := New(key, append(args, "Count", n)...)
	m.Count = &n
	return m
}
