package ui

import (
	"context"
	"strconv"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
)

// M makes a message of the catalogue; args are name, value pairs. It is short because templates are full of it.
func M(key string, args ...any) msg.Message { return msg.New(key, args...) }

// N makes a message whose form depends on n, which is also its argument Count.
func N(key string, n int, args ...any) msg.Message { return msg.Plural(key, n, args...) }

// Kind is the meaning of a colour. Every part that takes one also carries words.
type Kind string

// The kinds.
const (
	Neutral Kind = "neutral"
	Info    Kind = "info"
	Good    Kind = "good"
	Warn    Kind = "warn"
	Bad     Kind = "bad"
)

// class adds the kind to a block's class; neutral adds nothing.
func (k Kind) class(block string) string {
	if k == "" || k == Neutral {
		return block
	}
	return block + " " + block + "--" + string(k)
}

func said(m msg.Message) bool { return m.Key != "" }

func text(ctx context.Context, m msg.Message) string {
	if m.Key == "" {
		return ""
	}
	return i18n.Msg(ctx, m)
}

// countCap is where exact counts end: counting further costs the database more than it tells the reader.
const countCap = 1000

func count(ctx context.Context, n int) string {
	if n > countCap {
		return i18n.T(ctx, "common.more_than", "Count", countCap)
	}
	return i18n.Number(ctx, n)
}

func itoa(n int) string { return strconv.Itoa(n) }

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

func when(cond bool, s string) string {
	if cond {
		return s
	}
	return ""
}
