package watchsvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
)

// outagesOf gives the outages of the register that cover where a client lives, from a moment on.
func (s *Service) outagesOf(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error) {
	type row struct {
		ID, Area    string
		From, Until civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select id, coalesce(area, ''), from_at, until_at from monitoring_outage where state <> 'dismissed' and (until_at is null or until_at > $1)
		order by from_at, id`, civil.At(from))
	if err != nil || len(rows) == 0 || s.Areas == nil {
		return nil, err
	}
	areas, err := s.Areas(ctx, r, []id.Client{client})
	if err != nil {
		return nil, err
	}
	var out []judge.Outage
	for _, x := range rows {
		if within(areas[client], x.Area) {
			out = append(out, judge.Outage{ID: x.ID, From: x.From.Time(), To: x.Until.Time()})
		}
	}
	return out, nil
}

// groups are the places at which a code of territory (SOATE) may end: region, district, commune, village.
var groups = []int{5, 8, 11, 14}

// within tells whether a place lies in an area, by their codes of territory: an area of a wider kind ends in zeros.
func within(place, area string) bool {
	if area == "" || len(place) < 14 || len(area) < 14 {
		return area != "" && place == area
	}
	end := 14
	for i := len(groups) - 1; i > 0; i-- {
		if area[groups[i-1]:groups[i]] != "000" {
			break
		}
		end = groups[i-1]
	}
	return place[:end] == area[:end]
}
