package monitor

// Services are the use cases of monitoring by the name of their package.
func (k *Kit) Services() map[string]any {
	return map[string]any{
		"monitoringsvc": k.Orders, "devicesvc": k.Devices, "tracksvc": k.Tracks, "victimsumsvc": k.Sums, "watchsvc": k.Watch, "outagesvc": k.Outages, "zonesvc": k.Zones, "desksvc": k.Desk, "linesvc": k.Lines,
		"victimsvc": k.Victims, "nearsvc": k.Near, "keepsvc": k.Keep, "commandsvc": k.Commands, "vendorsvc": k.Vendors, "promptsvc": k.Prompts, "reportsvc": k.Reports,
	}
}
