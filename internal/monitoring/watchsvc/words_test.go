package watchsvc_test

import (
	"context"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

type (
	dbReader = db.Reader
	dbTx     = db.Tx
	ctxType  = context.Context
)

func stop(c id.Client, order string) monitoringsvc.Act {
	return monitoringsvc.Act{Client: c, Order: order, Version: 3, Step: regime.Step{What: regime.StepEnd, Code: "early", Words: "Срок исполнен полностью"}}
}

func suspend(c id.Client, order string) monitoringsvc.Act {
	return monitoringsvc.Act{Client: c, Order: order, Version: 3, Step: regime.Step{What: regime.StepSuspend, Code: "medical", Words: "Лежит в больнице"}}
}

func circleAt(lat float64, from time.Time) []zone.Version {
	return []zone.Version{{Number: 1, Shape: zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.At(lat, 72.8)}, Radius: 200}, From: from}}
}
