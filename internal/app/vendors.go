package app

import "tuzjol/internal/monitoring/vendorsvc"

// Vendors keeps makers' services that pass on what their devices say.
func (a *App) Vendors() *vendorsvc.Service { return a.monitoring.Vendors }
