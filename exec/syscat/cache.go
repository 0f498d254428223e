package syscat

import (
	"container/list"
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"

	"asof/catalog"
	"asof/catalog/sqltype"
)

// Cache keeps analyzed statements, for all sessions of a server. The zero value is ready.
type Cache struct {
	lock  sync.Mutex
	known map[string]*list.Element
	order list.List // the newest first
}

// How much a Cache keeps.
const (
	maxStatements = 500
	maxTextKept   = 64 << 10
	maxRowsKept   = 2000
	maxResults    = 4 // of one statement: with other arguments, or on another catalog
)

type cached struct {
	key     string
	st      *Statement
	err     error
	results []result1
	on      *catalog.Snapshot // kept, so that its address, which is in the key, is no other's
}

// result1 is what a statement gave.
type result1 struct {
	key  string
	rows [][]any
}

// Analyze is the function of this name, but for what is known already.
func (c *Cache) Analyze(text string, types []sqltype.Type, env *Env) (*Statement, error) {
	if len(text) > maxTextKept {
		return analyzeSafely(text, types, env)
	}
	k := analysisKey(text, types, env)
	if e := c.get(k); e != nil {
		return e.st, e.err
	}
	st, err := analyzeSafely(text, types, env)
	c.put(&cached{key: k, st: st, err: err, on: env.Snapshot})
	return st, err
}

// analyzeSafely makes a panic an error: a statement that the rules here do not foresee must not end the session.
func analyzeSafely(text string, types []sqltype.Type, env *Env) (st *Statement, err error) {
	defer recovered(&err)
	return Analyze(text, types, env)
}

func runSafely(ctx context.Context, st *Statement, env *Env, args []any) (rows [][]any, err error) {
	defer recovered(&err)
	return st.Run(ctx, env, args)
}

func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("syscat: %v\n%s", p, debug.Stack())
	}
}

// Run analyzes and runs a statement. What a statement gave is given again while nothing that it depends on has changed.
func (c *Cache) Run(ctx context.Context, text string, types []sqltype.Type, env *Env, args []any) ([][]any, error) {
	st, err := c.Analyze(text, types, env)
	if err != nil {
		return nil, err
	}
	if st.volatile || st.session || len(text) > maxTextKept {
		return runSafely(ctx, st, env, args)
	}
	k, rk := analysisKey(text, types, env), fmt.Sprintf("%#v", args)
	if e := c.get(k); e != nil {
		c.lock.Lock()
		for _, r := range e.results {
			if r.key == rk {
				c.lock.Unlock()
				return r.rows, nil
			}
		}
		c.lock.Unlock()
	}
	rows, err := runSafely(ctx, st, env, args)
	if err != nil || len(rows) > maxRowsKept {
		return rows, err
	}
	if e := c.get(k); e != nil {
		c.lock.Lock()
		if e.results = append(e.results, result1{rk, rows}); len(e.results) > maxResults {
			e.results = e.results[1:]
		}
		c.lock.Unlock()
	}
	return rows, nil
}

func (c *Cache) get(k string) *cached {
	c.lock.Lock()
	defer c.lock.Unlock()
	e, ok := c.known[k]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached)
}

func (c *Cache) put(e *cached) {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.known == nil {
		c.known = map[string]*list.Element{}
	}
	if old, ok := c.known[e.key]; ok {
		c.order.Remove(old)
	}
	c.known[e.key] = c.order.PushFront(e)
	if c.order.Len() > maxStatements {
		last := c.order.Back()
		c.order.Remove(last)
		delete(c.known, last.Value.(*cached).key)
	}
}

// analysisKey is what an analysis depends on.
func analysisKey(text string, types []sqltype.Type, env *Env) string {
	var b strings.Builder
	s := env.Session
	fmt.Fprintf(&b, "%s\x00%v\x00%p\x00%s %v\x00%s\x00%q\x00%s\x00", text, types, env.Snapshot, s.User, s.Trusted, s.Database, s.SearchPath, s.TempSchema)
	for _, t := range s.Temp {
		fmt.Fprintf(&b, "%q%v,", t.Name, t.Columns)
	}
	if f := env.Format; f != nil {
		fmt.Fprintf(&b, "\x00%v %s %s %s %d %v", f.Location, f.DateStyle, f.DateOrder, f.IntervalStyle, f.ExtraFloatDigits, f.ByteaEscape)
	}
	return b.String()
}
