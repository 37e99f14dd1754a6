package app

import "tuzjol/internal/app/monitor"

// Monitoring is electronic monitoring: orders, devices, what devices send.
func (a *App) Monitoring() *monitor.Kit { return a.monitoring }
