package i18n

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/ky"
	"github.com/go-playground/locales/ru"

	"tuzjol/internal/kernel/civil"
)

// gap groups thousands: a narrow no-break space in all three languages.
const gap = "\u202f"

// Date is the date as tables and forms write it in all three languages: 03.05.2026. No date gives an empty text.
func Date(_ context.Context, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d.%02d.%04d", d.Day(), int(d.Month()), d.Year())
}

// Partial is a date of which perhaps only the year, or month and year, are known: 1987, 05.1987, 14.05.1987.
func Partial(ctx context.Context, p civil.Partial) string {
	switch p.Precision() {
	case civil.PrecisionYear:
		return fmt.Sprintf("%04d", p.Year())
	case civil.PrecisionMonth:
		return fmt.Sprintf("%02d.%04d", int(p.Month()), p.Year())
	case civil.PrecisionDay:
		return Date(ctx, p.First())
	case civil.PrecisionNone:
	}
	return ""
}

// Term is a length of time in words: ky 1 жыл 6 ай, ru 1 год 6 месяцев, en 1 year 6 months.
func Term(ctx context.Context, t civil.Term) string {
	var parts []string
	for _, p := range [...]struct {
		key string
		n   int
	}{{"common.years", t.Years}, {"common.months", t.Months}, {"common.days", t.Days}} {
		if p.n != 0 {
			parts = append(parts, N(ctx, p.key, p.n))
		}
	}
	if len(parts) == 0 {
		return N(ctx, "common.days", 0)
	}
	return strings.Join(parts, " ")
}

// LongDate is the date in words: ky 2026-жылдын 3-майы (the form of official acts: year, day, month in the possessive),
// ru 3 мая 2026 г., en 3 May 2026.
func LongDate(ctx context.Context, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	switch Lang(ctx) {
	case Kyrgyz:
		return fmt.Sprintf("%d-жылдын %d-%s", d.Year(), d.Day(), kyrgyzMonth(d.Month()))
	case Russian:
		return fmt.Sprintf("%d %s %d г.", d.Day(), from(ctx).data().MonthWide(d.Month()), d.Year())
	}
	return fmt.Sprintf("%d %s %d", d.Day(), d.Month(), d.Year())
}

// DayDate is the date with its weekday, for lists by day: шейшемби, 03.05.2026.
func DayDate(ctx context.Context, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return Weekday(ctx, d.Weekday()) + ", " + Date(ctx, d)
}

// Weekday is the name of a day of the week, in lower case where the language writes it so.
func Weekday(ctx context.Context, d time.Weekday) string { return from(ctx).data().WeekdayWide(d) }

// Month is the name of a month by itself, not inside a date.
func Month(ctx context.Context, m time.Month) string {
	return T(ctx, "common.month."+strconv.Itoa(int(m)))
}

// MonthYear names a month of a year: ky 2026-жылдын майы, ru май 2026 г., en May 2026.
func MonthYear(ctx context.Context, year int, m time.Month) string {
	switch Lang(ctx) {
	case Kyrgyz:
		return fmt.Sprintf("%d-жылдын %s", year, kyrgyzMonth(m))
	case Russian:
		return fmt.Sprintf("%s %d г.", Month(ctx, m), year)
	}
	return fmt.Sprintf("%s %d", m, year)
}

// Instant is a moment in the zone of the service: 03.05.2026 14:07.
func Instant(ctx context.Context, i civil.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().In(Zone(ctx)).Format("02.01.2006 15:04")
}

// Time is the time of day of a moment in the zone of the service, on 24 hours: 14:07.
func Time(ctx context.Context, i civil.Instant) string {
	if i.IsZero() {
		return ""
	}
	return i.Time().In(Zone(ctx)).Format("15:04")
}

// Number is a whole number with its thousands grouped: 1 234 567.
func Number[T ~int | ~int32 | ~int64](_ context.Context, n T) string {
	return group(strconv.FormatInt(int64(n), 10))
}

// Decimal is a number with a fixed count of decimals, with the decimal sign of the language: 1 234,50.
func Decimal(ctx context.Context, x float64, decimals int) string {
	whole, part, ok := strings.Cut(strconv.FormatFloat(x, 'f', max(decimals, 0), 64), ".")
	if !ok {
		return group(whole)
	}
	sign := ","
	if Lang(ctx) == English {
		sign = "."
	}
	return group(whole) + sign + part
}

// Percent is a share of one as a percentage: 0.125 gives 12,5 % with one decimal.
func Percent(ctx context.Context, share float64, decimals int) string {
	out := Decimal(ctx, share*100, decimals)
	if Lang(ctx) == English {
		return out + "%"
	}
	return out + "\u00a0%"
}

// Size is a length in bytes, rounded to the unit a reader expects.
func Size(ctx context.Context, bytes int64) string {
	switch {
	case bytes < 1000:
		return T(ctx, "common.size.b", "Count", bytes)
	case bytes < 1000*1000:
		return T(ctx, "common.size.kb", "Count", (bytes+999)/1000)
	}
	return T(ctx, "common.size.mb", "Count", Decimal(ctx, float64(bytes)/1e6, 1))
}

func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + gap + digits[i:]
	}
	return sign + digits
}

// data is the locale data of a language: names of days and months.
func data(lang string) locales.Translator {
	switch lang {
	case Russian:
		return ru.New()
	case English:
		return en.New()
	}
	return ky.New()
}

// kyrgyzMonth is the possessive of a month after "year": 2026-жылдын 5-майы. Forms as acts of 2017-2025 print them.
func kyrgyzMonth(m time.Month) string {
	switch m {
	case time.January:
		return "январы"
	case time.February:
		return "февралы"
	case time.March:
		return "марты"
	case time.April:
		return "апрели"
	case time.May:
		return "майы"
	case time.June:
		return "июну"
	case time.July:
		return "июлу"
	case time.August:
		return "августу"
	case time.September:
		return "сентябры"
	case time.October:
		return "октябры"
	case time.November:
		return "ноябры"
	case time.December:
		return "декабры"
	}
	return ""
}
