//go:build !race

package simulating_test

const raceOn = false
