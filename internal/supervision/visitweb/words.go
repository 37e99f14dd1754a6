package visitweb

// fieldWords are the texts that the script of field work says: messages "visit.word.<name>".
func fieldWords() []string {
	return []string{
		"wiped",
		"next",
		"next_none",
		"wipe_sure",
		"queued",
		"drafts",
		"failed",
		"line_offline",
		"line_signin",
		"line_other",
		"write",
		"state_draft",
		"state_queued",
		"state_failed",
		"result_stored",
		"result_asked",
		"result_held",
		"captured",
		"received",
		"photos",
		"too_large",
		"no_picture",
		"refused",
		"kept",
		"taken",
		"pin_short",
		"pin_differs",
		"pin_wrong",
		"pin_wiped",
		"leaving",
	}
}
