// Package evaluator keeps the alerts of an order as fixes arrive, late ones too. What a wearer did depends only on what is known and is the
// judge's to say; the evaluator remembers checkpoints, judges anew from before a late fix, and tells what changed. Pure: no clock, no
// input or output. The design stands in docs/adr/0013.
package evaluator
