package victimsvc

import (
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/monitoring/victimrowsvc"
)

type (
	actorAction = actor.Action
	held        = victimrowsvc.Held
	boxes       = victimrowsvc.Boxes
	placeRow    = victimrowsvc.PlaceRow
)

const (
	heldColumns  = victimrowsvc.HeldColumns
	heldFrom     = victimrowsvc.HeldFrom
	placeColumns = victimrowsvc.PlaceColumns
	people       = victimrowsvc.People
	phones       = victimrowsvc.Phones
	consents     = victimrowsvc.Consents
	places       = victimrowsvc.Places
	devices      = victimrowsvc.Devices
	messages     = victimrowsvc.Messages
	reads        = victimrowsvc.Reads
)
