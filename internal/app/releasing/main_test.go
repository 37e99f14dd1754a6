package releasing_test

import (
	"os"
	"testing"

	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }
