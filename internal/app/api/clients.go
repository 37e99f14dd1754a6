package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/id"
)

// Client is a client as the API gives it: what the caller's rights show, nothing else.
type Client struct {
	ID           string `json:"id" doc:"Identifier of the client"`
	Name         string `json:"name,omitempty" doc:"Name as the documents spell it; absent when no name is known"`
	Latin        string `json:"name_latin,omitempty" doc:"Latin spelling of the document"`
	SourceNumber string `json:"source_number,omitempty" doc:"Number in the source, when no name is known"`
	FileNumber   string `json:"file_number,omitempty" doc:"Number of the personal file"`
	Birth        string `json:"birth,omitempty" doc:"Date of birth as precisely as it is known"`
	Sex          string `json:"sex,omitempty" doc:"f or m"`
	Status       string `json:"status,omitempty" doc:"State of the order"`
	Kind         string `json:"kind,omitempty" doc:"Kind of probation"`
	Measure      string `json:"measure,omitempty" doc:"Main measure"`
	InForce      string `json:"in_force,omitempty" doc:"Day the judgment took force"`
	RegisterDue  string `json:"register_due,omitempty" doc:"Day by which the client is to be on the register"`
	Registered   string `json:"registered_on,omitempty" doc:"Day of placing on the register"`
	TermEnd      string `json:"term_end,omitempty" doc:"Last day of the term"`
	Office       string `json:"office,omitempty" doc:"Office that keeps the file"`
	Officer      string `json:"officer,omitempty" doc:"Officer who works the case"`
	Restricted   bool   `json:"restricted,omitempty" doc:"True when access is restricted"`
}

func clientOf(c casefile.Card) Client {
	return Client{
		ID: string(c.Client), Name: c.Name, Latin: c.NameLatin, SourceNumber: c.SourceNumber, FileNumber: c.FileNumber,
		Birth: c.Birth.String(), Sex: c.Sex, Status: c.Status, Kind: c.Kind, Measure: c.Measure, InForce: c.InForce.String(),
		RegisterDue: c.RegisterDue.String(), Registered: c.RegisteredOn.String(), TermEnd: c.TermEnd.String(),
		Office: string(c.Office), Officer: c.OfficerName, Restricted: c.Restricted,
	}
}

type listInput struct {
	Status string `query:"status" doc:"active (default), awaited, supervised, ended, any or one status"`
	Office string `query:"office" doc:"Only clients of this office"`
	Due    string `query:"due" doc:"Only clients with this debt: outcome, register, documents, takeover, reopened, unallocated, end0, end14, end30, quiet"`
	Sort   string `query:"sort" doc:"name, file, next, end, last, due or registered; a minus before it turns the order"`
	After  string `query:"after" doc:"Identifier of the last client of the page before"`
	Size   int    `query:"size" minimum:"1" maximum:"500" default:"50" doc:"Rows of a page"`
}

type listOutput struct {
	Body struct {
		Clients []Client `json:"clients"`
		Count   int      `json:"count" doc:"Clients that match; 1001 means more than a thousand"`
		Next    string   `json:"next,omitempty" doc:"Value of after for the next page; absent on the last"`
	}
}

type oneInput struct {
	ID string `path:"id" doc:"Identifier of the client"`
}

type oneOutput struct{ Body Client }

// Event is one line of the timeline.
type Event struct {
	ID       string            `json:"id"`
	Type     string            `json:"type"`
	Version  int               `json:"version"`
	Occurred string            `json:"occurred_at"`
	Recorded string            `json:"recorded_at"`
	Source   string            `json:"source,omitempty"`
	Data     map[string]string `json:"data,omitempty"`
}

type timelineInput struct {
	ID    string `path:"id"`
	Area  string `query:"area" doc:"Only events of one area, such as order"`
	After string `query:"after" doc:"Identifier of the last event of the page before"`
}

type timelineOutput struct {
	Body struct {
		Events []Event `json:"events"`
		Next   string  `json:"next,omitempty"`
	}
}

func (s *server) clients() {
	register(s, huma.Operation{OperationID: "list-clients", Method: http.MethodGet, Path: "/clients", Summary: "Clients within the caller's sight"},
		access.ReadCaseload, func(ctx context.Context, in *listInput) (*listOutput, error) {
			f := casefile.ParseFilter(map[string][]string{"status": {in.Status}, "office": {in.Office}, "due": {in.Due}, "sort": {in.Sort}, "after": {in.After}})
			f.Size = in.Size
			list, err := s.Casefile.Caseload(ctx, f)
			if err != nil {
				return nil, err
			}
			out := &listOutput{}
			out.Body.Clients, out.Body.Count, out.Body.Next = make([]Client, 0, len(list.Cards)), list.Count, string(list.Next)
			for _, c := range list.Cards {
				out.Body.Clients = append(out.Body.Clients, clientOf(c))
			}
			return out, nil
		})
	register(s, huma.Operation{OperationID: "get-client", Method: http.MethodGet, Path: "/clients/{id}", Summary: "One client"},
		access.ReadClient, func(ctx context.Context, in *oneInput) (*oneOutput, error) {
			c, err := s.Casefile.Card(ctx, id.Client(in.ID))
			return &oneOutput{Body: clientOf(c)}, err
		})
	register(s, huma.Operation{OperationID: "get-timeline", Method: http.MethodGet, Path: "/clients/{id}/timeline", Summary: "What happened to a client, newest first"},
		access.ReadClient, func(ctx context.Context, in *timelineInput) (*timelineOutput, error) {
			t, err := s.Casefile.Timeline(ctx, id.Client(in.ID), in.Area, in.After)
			if err != nil {
				return nil, err
			}
			out := &timelineOutput{}
			out.Body.Events, out.Body.Next = make([]Event, 0, len(t.Events)), t.Next
			for _, e := range t.Events {
				out.Body.Events = append(out.Body.Events, Event{
					ID: e.ID, Type: e.Type, Version: max(e.Version, 1), Occurred: e.Occurred.String(),
					Recorded: e.Recorded.String(), Source: e.Source, Data: e.All(),
				})
			}
			return out, nil
		})
}
