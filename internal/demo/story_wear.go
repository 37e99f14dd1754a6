package demo

// The stories of electronic monitoring, told of clients of the persona officer's day: what wearers and the duty desk meet.
const (
	CurfewStory  Story = "em_curfew"  // at home by night; was late once, and it is settled
	MarketStory  Story = "em_market"  // is to keep away from a market; comes near it now and then
	StrapStory   Story = "em_strap"   // before judgment; the strap told that it was opened
	SilentStory  Story = "em_silent"  // released early; the bracelet has not been heard since the morning
	ProtectStory Story = "em_protect" // a protection order; somebody is to be kept safe from the wearer
	PhoneStory   Story = "em_phone"   // only whether the person is at the address, by the own telephone
)

// WearStories lists them in the order in which they are dealt out.
func WearStories() []Story {
	return []Story{CurfewStory, MarketStory, StrapStory, SilentStory, ProtectStory, PhoneStory}
}
