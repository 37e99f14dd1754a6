// Package sqlitekeep opens SQLite connections that keep their compiled statements. PostgreSQL's driver does so by itself.
package sqlitekeep

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"

	"modernc.org/sqlite"
)

// statementsKept bounds the compiled statements of one SQLite connection. A page sends the same few texts again and again,
// and compiling one costs as much as running it; lists of varying length push one another out.
const statementsKept = 160

type keeping struct{ driver.Connector }

// Open gives a connector for a data source name of the SQLite driver.
func Open(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return keeping{c}, err
}

// Connect implements driver.Connector.
func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	in, ok := c.(connection)
	if !ok {
		return nil, errors.Join(errors.New("the SQLite driver lacks what a connection must do"), c.Close())
	}
	return &keeper{connection: in, by: map[string]*list.Element{}, order: list.New()}, nil
}

// connection is what the driver's connections can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keeper is one connection, used by one goroutine at a time, with its statements, the latest used first.
type keeper struct {
	connection
	by    map[string]*list.Element
	order *list.List
}

type kept struct {
	text string
	stmt interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}
	busy bool // its rows are still being read
}

// QueryContext implements driver.QueryerContext.
func (k *keeper) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.connection.QueryContext(ctx, query, args)
	}
	rows, err := s.stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{Rows: rows, of: s}, nil
}

// ExecContext implements driver.ExecerContext.
func (k *keeper) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := k.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.connection.ExecContext(ctx, query, args)
	}
	return s.stmt.ExecContext(ctx, args)
}

// Close implements driver.Conn.
func (k *keeper) Close() error {
	for e := k.order.Front(); e != nil; e = e.Next() {
		e.Value.(*kept).stmt.Close() //nolint:errcheck,forcetypeassert // the connection goes with it; the list holds nothing else
	}
	return k.connection.Close()
}

// statement gives the compiled statement of a text; nil means that it is to be run as it stands.
func (k *keeper) statement(ctx context.Context, query string) (*kept, error) {
	if e := k.by[query]; e != nil {
		s := e.Value.(*kept) //nolint:errcheck,forcetypeassert // as above
		if s.busy {
			return nil, nil //nolint:nilnil // its rows are being read: this one is compiled for itself
		}
		k.order.MoveToFront(e)
		return s, nil
	}
	if !worthKeeping(query) {
		return nil, nil //nolint:nilnil // as above
	}
	st, err := k.PrepareContext(ctx, anonymous(query))
	if err != nil {
		return nil, err
	}
	s := &kept{text: query}
	var ok bool
	if s.stmt, ok = st.(interface {
		driver.Stmt
		driver.StmtExecContext
		driver.StmtQueryContext
	}); !ok {
		return nil, errors.Join(errors.New("the SQLite driver lacks what a statement must do"), st.Close())
	}
	k.by[query] = k.order.PushFront(s)
	k.shrink()
	return s, nil
}

// shrink closes the statements used longest ago, except those whose rows are being read.
func (k *keeper) shrink() {
	for e := k.order.Back(); e != nil && k.order.Len() > statementsKept; {
		s, before := e.Value.(*kept), e.Prev() //nolint:errcheck,forcetypeassert // as above
		if !s.busy {
			k.order.Remove(e)
			delete(k.by, s.text)
			s.stmt.Close() //nolint:errcheck,gosec // it has told its last error when it ran
		}
		e = before
	}
}

func worthKeeping(query string) bool {
	for _, verb := range []string{"select ", "insert ", "update ", "delete ", "savepoint ", "release "} {
		if strings.HasPrefix(query, verb) {
			return true
		}
	}
	return false
}

// anonymous writes "?" for "$1, $2, ..." when each stands once and in order: SQLite finds the name of a placeholder by walking
// over all names, which for the insert of many rows costs more than the insert.
func anonymous(query string) string {
	if strings.ContainsAny(query, "'?\"") {
		return query
	}
	var out strings.Builder
	next, rest := 1, query
	for {
		at := strings.IndexByte(rest, '$')
		if at < 0 {
			out.WriteString(rest)
			return out.String()
		}
		digits := at + 1
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		if rest[at+1:digits] != strconv.Itoa(next) {
			return query
		}
		out.WriteString(rest[:at])
		out.WriteByte('?')
		next, rest = next+1, rest[digits:]
	}
}

// keptRows gives the statement back when the rows have been read.
type keptRows struct {
	driver.Rows
	of *kept
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}
