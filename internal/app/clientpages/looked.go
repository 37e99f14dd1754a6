package clientpages

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/portal"
)

// held are the actions that the rulebook may keep back from clients, with the rule that says so.
var held = map[actor.Action]string{access.BreakGlass: "portal.show_glass", access.ReviewBreakGlass: "portal.show_glass", access.ReadAudit: "portal.show_audit", access.VerifyAudit: "portal.show_audit"}

// looked lists who looked at the record of the client who asks: body, role and purpose. Names, reasons and what the rulebook
// keeps back are left out before lines are counted to pages, so that no short page tells of them.
func (k *Kit) looked(ctx context.Context, client id.Client, after id.Entry) (looks []portal.Look, next id.Entry, confirm bool, err error) {
	today := k.today()
	rules := k.Rules.At(today)
	f := audit.Filter{Client: client, Before: after, Size: 50}
	for action, rule := range held {
		if !rules.Bool(rule, today, false) {
			f.Without = append(f.Without, string(action))
			f.NoGlass = f.NoGlass || action == access.BreakGlass
		}
	}
	lines, next, err := k.Audit.AccessLog(ctx, f)
	if err != nil {
		return nil, "", false, err
	}
	for _, l := range lines {
		look := portal.Look{At: l.At, Role: "service", Purpose: portal.PurposeWord(l.Purpose), Changed: l.Kind != audit.Read}
		if len(l.Roles) > 0 {
			look.Role = l.Roles[0]
		}
		looks = append(looks, look)
	}
	for _, rule := range held {
		if r, ok := rules.Lookup(rule, today); ok && r.ToConfirm() {
			confirm = true
		}
	}
	return portal.Together(looks), next, confirm, nil
}
