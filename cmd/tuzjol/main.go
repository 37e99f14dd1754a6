// Command tuzjol is the whole service in one program.
package main

import (
	"os"
	_ "time/tzdata" // the zone of the service must not depend on the machine

	"tuzjol/internal/cli"
)

func main() { os.Exit(cli.Run(os.Args[1:], os.Stdout, os.Stderr)) }
