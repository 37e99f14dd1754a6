package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const flagTable = "assessment_flag"

const flagColumns = `c.id, c.client_id, c.compartment, c.assessment_id, c.item, c.entry_id, c.flag, c.note, c.state, c.opened_at, c.opened_by, c.due_at,
	c.assigned_to, c.action, c.none_reason, c.action_text, c.closed_at, c.closed_by, c.escalated_at, c.region_at, c.version`

type flagRow struct {
	ID                    string
	Client                id.Client
	Compartment           string
	Assessment            string
	Item, Entry, Flag     string
	Note                  []byte
	State                 string
	OpenedAt              civil.Instant
	OpenedBy              string
	DueAt                 civil.Instant
	Assigned              id.Account
	Action, None          string
	Text                  []byte
	ClosedAt              civil.Instant
	ClosedBy              string
	EscalatedAt, RegionAt civil.Instant
	Version               int
}

// openFlags turns rows into flags with their texts opened.
func (o *Ops) openFlags(ctx context.Context, r *db.Reader, rows []flagRow) ([]assessment.FlagTask, error) {
	var p seal.Batch
	out := make([]assessment.FlagTask, len(rows))
	for i, x := range rows {
		out[i] = assessment.FlagTask{
			ID: x.ID, Client: x.Client, Compartment: x.Compartment, Assessment: x.Assessment, Item: x.Item, Entry: x.Entry, Flag: x.Flag, State: x.State,
			OpenedAt: x.OpenedAt, OpenedBy: x.OpenedBy, DueAt: x.DueAt, Assigned: x.Assigned,
			Closing:  assessment.FlagClosing{Action: x.Action, None: x.None},
			ClosedAt: x.ClosedAt, ClosedBy: x.ClosedBy, EscalatedAt: x.EscalatedAt, RegionAt: x.RegionAt, Row: x.Version,
		}
		p.Text(x.Client, flagTable, "note", x.ID, x.Note, func(s string) { out[i].Note = s })
		p.Text(x.Client, flagTable, "action_text", x.ID, x.Text, func(s string) { out[i].Closing.Text = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// flagTask reads one flag of a client.
func (o *Ops) flagTask(ctx context.Context, r *db.Reader, client id.Client, flag string) (assessment.FlagTask, error) {
	row, err := db.One[flagRow](ctx, r, `select `+flagColumns+` from assessment_flag c where c.id = $1 and c.client_id = $2 and {visible c.client_id}
		and {inside c.client_id c.compartment}`, flag, client)
	if err != nil {
		return assessment.FlagTask{}, err
	}
	out, err := o.openFlags(ctx, r, []flagRow{row})
	if err != nil {
		return assessment.FlagTask{}, err
	}
	return out[0], nil
}
