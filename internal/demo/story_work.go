package demo

// The stories of the work itself: one of each thing that an officer, a head and an interregional department meet. They are told of
// clients of the persona officer's day and have stops in the tours, no entry on the start page.
const (
	MissedStory      Story = "missed"       // did not come; is to be heard by today
	WarnedStory      Story = "warned"       // a warning is on paper and not delivered
	CourtStory       Story = "court"        // a submission lies with the court
	AwayStory        Story = "away"         // away with permission
	SearchStory      Story = "search"       // a search is open
	ExemptStory      Story = "exempt"       // fewer visits because of care
	CheckinStory     Story = "checkin"      // a check-in waits for review
	CheckinLateStory Story = "checkin_late" // a check-in that nobody answered in time
	ComplaintStory   Story = "complaint"    // complained to the interregional department
	CrisisStory      Story = "crisis"       // somebody may be in danger today
	VisitStory       Story = "visit"        // a substantive visit, and a safety plan for the next
	MessageStory     Story = "message"      // a reminder of which nobody knows whether it arrived
	CertificateStory Story = "certificate"  // the term is over; the certificate is given out
)

// WorkStories lists those that are told of clients of the persona officer's day, in the order in which they are dealt out.
func WorkStories() []Story {
	return []Story{
		MissedStory, WarnedStory, CourtStory, AwayStory, SearchStory, ExemptStory, CheckinStory, CheckinLateStory, ComplaintStory, CrisisStory, VisitStory,
		MessageStory,
	}
}
