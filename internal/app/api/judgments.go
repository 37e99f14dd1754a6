package api

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"tuzjol/internal/access"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// Judgments is the intake behind the API; app binds the order capability.
type Judgments interface {
	// ReceiveFrom takes a judgment sent by a court's system and returns its identifier and the state it is in.
	ReceiveFrom(ctx context.Context, in order.Incoming) (Received, error)
	// Status tells what became of a judgment.
	Status(ctx context.Context, judgment string) (Received, error)
}

// Received is what the sender learns. It is the same whether the person was known before or not.
type Received struct {
	ID     string   `json:"id" doc:"Identifier of the judgment"`
	Status string   `json:"status" doc:"received, checked, accepted or returned"`
	Return []string `json:"return_reasons,omitempty" doc:"Codes of the reasons when it was returned to the court"`
	Letter string   `json:"letter,omitempty" doc:"Number of the letter of return"`
}

type judgmentInput struct {
	Key  string `header:"Idempotency-Key" doc:"The same key with the same body has one effect; with another body it is refused"`
	Body order.Incoming
}

type judgmentOutput struct {
	Location string `header:"Location"`
	Body     Received
}

type judgmentID struct {
	ID string `path:"id"`
}

type judgmentStatus struct{ Body Received }

// repeatOf is the address of what the first submission with this key made; empty when this is the first.
func repeatOf(err error) string {
	var rep *db.Repeated
	if errors.As(err, &rep) {
		return rep.Location
	}
	return ""
}

func (s *server) judgments() {
	if s.Judgments == nil {
		return
	}
	register(s, huma.Operation{
		OperationID: "receive-judgment", Method: http.MethodPost, Path: "/judgments", Summary: "A court sends a judgment",
		DefaultStatus: http.StatusCreated,
	}, access.ReceiveJudgment, func(ctx context.Context, in *judgmentInput) (*judgmentOutput, error) {
		in.Body.Source = "api"
		r, err := s.Judgments.ReceiveFrom(ctx, in.Body)
		if id, ok := strings.CutPrefix(repeatOf(err), prefix+"/judgments/"); ok { // the sender did not hear the first answer
			r, err = s.Judgments.Status(ctx, id)
		}
		if err != nil {
			return nil, err
		}
		return &judgmentOutput{Location: prefix + "/judgments/" + r.ID, Body: r}, nil
	})
	register(s, huma.Operation{OperationID: "get-judgment", Method: http.MethodGet, Path: "/judgments/{id}", Summary: "What became of a judgment"},
		access.ReadIntake, func(ctx context.Context, in *judgmentID) (*judgmentStatus, error) {
			r, err := s.Judgments.Status(ctx, in.ID)
			return &judgmentStatus{Body: r}, err
		})
}
