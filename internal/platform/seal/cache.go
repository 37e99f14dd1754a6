package seal

import (
	"container/list"
	"crypto/cipher"
	"sync"
	"time"
)

const (
	cacheSize = 8192
	cacheLife = time.Minute // another node's crypto-erase takes effect within this
)

// cache holds unwrapped keys, the least recently used leaving first. A sure key is known to be committed; only a sure
// key may seal, because a value sealed under a key that was rolled back could never be opened.
type cache struct {
	mu    sync.Mutex
	items map[string]*list.Element
	order *list.List
	clock func() time.Time
}

type cached struct {
	scope string
	aead  cipher.AEAD
	sure  bool
	until time.Time
}

func newCache(clock func() time.Time) *cache {
	return &cache{items: map[string]*list.Element{}, order: list.New(), clock: clock}
}

func (c *cache) get(scope string, needSure bool) (cipher.AEAD, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.items[scope]
	if !ok {
		return nil, false
	}
	k := e.Value.(*cached) //nolint:errcheck,forcetypeassert // the list holds nothing else
	if c.clock().After(k.until) {
		c.order.Remove(e)
		delete(c.items, scope)
		return nil, false
	}
	if needSure && !k.sure {
		return nil, false
	}
	c.order.MoveToFront(e)
	return k.aead, true
}

func (c *cache) put(scope string, a cipher.AEAD, sure bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[scope]; ok {
		c.order.Remove(e)
	}
	c.items[scope] = c.order.PushFront(&cached{scope, a, sure, c.clock().Add(cacheLife)})
	for len(c.items) > cacheSize {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.items, last.Value.(*cached).scope) //nolint:errcheck,forcetypeassert // as above
	}
}

func (c *cache) drop(scope string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[scope]; ok {
		c.order.Remove(e)
		delete(c.items, scope)
	}
}
