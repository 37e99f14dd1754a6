// Package demo invents the world of the demonstration: offices of every size, their staff, clients with judgments,
// contacts and appointments over years, and nine told stories. The same seed invents the same world on every machine;
// package fill writes it into an empty service.
package demo
