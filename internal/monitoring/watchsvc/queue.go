package watchsvc

// Wake says that something of orders is stored: fresh tells that it is of now. It never waits and never fails.
func (s *Service) Wake(fresh bool, orders ...string) {
	s.mu.Lock()
	for _, o := range orders {
		if fresh {
			s.fresh.Add(o)
		} else {
			s.behind.Add(o)
		}
	}
	s.mu.Unlock()
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// again puts orders that were not reached before all others.
func (s *Service) again(orders []string) {
	if len(orders) == 0 {
		return
	}
	s.mu.Lock()
	s.fresh.First(orders)
	s.mu.Unlock()
	s.Wake(true)
}

// next gives the orders to be judged next: those with something of now before those with a backlog, but a backlog after every eighth time, so
// that it comes to its end however much is of now.
func (s *Service) next() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn++
	if s.turn%9 != 0 || s.behind.Len() == 0 {
		if out := s.fresh.Take(32); len(out) > 0 {
			return out
		}
	}
	return s.behind.Take(1)
}
