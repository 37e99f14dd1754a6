//go:build race

package ingest

func init() { raced = true }
