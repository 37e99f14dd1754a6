package watchsvc

import "context"

// Much is how many positions of one order make it a backlog.
const Much = much

// Briefly judges orders as the watch does that runs by itself.
func (s *Service) Briefly(ctx context.Context, orders ...string) error {
	return s.judge(ctx, true, orders)
}

// Behind takes the orders that wait as a backlog.
func (s *Service) Behind() []string { return s.behind.Take(s.behind.Len()) }
