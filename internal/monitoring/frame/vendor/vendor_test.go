package vendor_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame/vendor"
)

var now = time.Date(2026, 11, 2, 6, 0, 0, 0, time.UTC)

func TestRead(t *testing.T) {
	body := `[
 {"id":"a1","device":"BR-0007","fix_time":"2026-11-02T05:59:30Z","lat":42.8746,"lon":74.5698,"accuracy":8,"speed":1.5,"battery":71,"charging":false,"alarms":["tamper","low_battery","tamper"],"serial":12},
 {"id":7,"ident":"861234567890123","timestamp":1793599170.25,"position.latitude":42.87,"position.longitude":74.57,"position.speed":36,"position.valid":true,"battery.level":50,"alarm.sos.trigger.status":true,"server.timestamp":1,"can.engine.rpm":5},
 {"id":"a3","device":"BR-0007","fix_time":1793599171,"battery":70}]`
	told, wrong, err := vendor.Read([]byte(body))
	if err != nil || len(wrong) != 0 || len(told) != 3 {
		t.Fatalf("%v %v %v", told, wrong, err)
	}
	a, b, c := told[0], told[1], told[2]
	if a.ID != "a1" || a.Device != "BR-0007" || a.Message.Position.Lat != 428746000 || *a.Message.Position.Speed != 1.5 || *a.Message.Battery != 71 ||
		fmt.Sprint(a.Message.Alarms) != "[low_battery tamper]" || a.Message.Serial != 12 || !a.Message.Position.At.Equal(now.Add(-30*time.Second)) {
		t.Errorf("%+v %+v", a, a.Message.Position)
	}
	if b.ID != "7" || *b.Message.Position.Speed != 10 || fmt.Sprint(b.Message.Alarms) != "[panic]" || b.Message.Position.At.Nanosecond() != 250_000_000 {
		t.Errorf("%+v %+v", b, b.Message.Position)
	}
	if c.Message.Position != nil || c.Message.DeviceAt.IsZero() {
		t.Errorf("%+v", c)
	}
}

// What is wrong with one message is said with its number and field; the others are kept.
func TestWhatIsWrong(t *testing.T) {
	good := `{"id":"g%d","device":"d","fix_time":1793599171,"lat":42,"lon":74}`
	for field, x := range map[string]string{
		"id:required":         `{"device":"d","fix_time":1}`,
		"device:required":     `{"id":"x","fix_time":1}`,
		"device:device":       `{"id":"x","device":"a:b","fix_time":1}`,
		"device:too_long":     `{"id":"x","device":"` + strings.Repeat("d", 41) + `","fix_time":1}`,
		"fix_time:required":   `{"id":"x","device":"d","lat":1,"lon":2,"device_time":5}`,
		"fix_time:kind":       `{"id":"x","device":"d","fix_time":"yesterday"}`,
		"fix_time:range":      `{"id":"x","device":"d","fix_time":1793599171000}`,
		"lat:range":           `{"id":"x","device":"d","fix_time":1,"lat":91,"lon":2}`,
		"lon:required":        `{"id":"x","device":"d","fix_time":1,"lat":9}`,
		"lat:kind":            `{"id":"x","device":"d","fix_time":1,"lat":"9","lon":1}`,
		"battery:range":       `{"id":"x","device":"d","fix_time":1,"battery":101}`,
		"charging:kind":       `{"id":"x","device":"d","fix_time":1,"charging":"no"}`,
		"alarms:unknown":      `{"id":"x","device":"d","fix_time":1,"alarms":["tampr"]}`,
		"alarms:kind":         `{"id":"x","device":"d","fix_time":1,"alarms":"tamper"}`,
		"lattitude:unknown":   `{"id":"x","device":"d","fix_time":1,"lattitude":4}`,
		"mechanism:unknown":   `{"id":"x","device":"d","fix_time":1,"lat":1,"lon":1,"mechanism":"dowsing"}`,
		"timestamp:duplicate": "",
		"id:duplicate":        `{"id":"g0","device":"d","fix_time":1}`,
		":kind":               `[1]`,
	} {
		if x == "" {
			continue // which of two names comes first is not settled
		}
		body := "[" + fmt.Sprintf(good, 0) + "," + x + "," + fmt.Sprintf(good, 2) + "]"
		told, wrong, err := vendor.Read([]byte(body))
		if err != nil || len(told) != 2 || len(wrong) != 1 || wrong[0].Index != 1 || wrong[0].Field+":"+wrong[0].Code != field {
			t.Errorf("%s: told %d wrong %v %v", field, len(told), wrong, err)
		}
	}
}

func TestNoArray(t *testing.T) {
	for _, body := range []string{"", "{}", "nonsense", "[1", "[" + strings.Repeat("1,", vendor.MaxMessages) + "1]", strings.Repeat(" ", vendor.MaxBody+1)} {
		if _, _, err := vendor.Read([]byte(body)); err == nil {
			t.Errorf("taken: %.20q", body)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`[{"id":"a1","device":"BR-0007","fix_time":"2026-11-02T05:59:30Z","lat":42.8746,"lon":74.5698,"alarms":["tamper"]}]`))
	f.Add([]byte(`[{"id":7,"ident":"861","timestamp":1793599170.25,"position.latitude":42.87,"position.longitude":74.57}]`))
	f.Add([]byte(`[null,[],{"id":null},1e999]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		told, wrong, err := vendor.Read(body)
		if err != nil && (len(told) > 0 || len(wrong) > 0) {
			t.Fatal("refused whole, and something told")
		}
		bad := map[int]bool{}
		for _, w := range wrong {
			bad[w.Index] = true
		}
		for _, m := range told {
			if bad[m.Index] || m.ID == "" || m.Device == "" || m.Message.Position == nil && m.Message.DeviceAt.IsZero() {
				t.Fatalf("kept although wrong or empty: %+v", m)
			}
			if p := m.Message.Position; p != nil && (p.Lat > 900000000 || p.Lat < -900000000 || p.Lon > 1800000000 || p.Lon < -1800000000 || p.At.IsZero()) {
				t.Fatalf("no place: %+v", p)
			}
			for _, a := range m.Message.Alarms {
				if a == monitoring.Alarm("") {
					t.Fatal("an empty alarm")
				}
			}
		}
	})
}
