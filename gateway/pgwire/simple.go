package pgwire

import (
	"context"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// simpleQuery answers a Query message: any number of statements, which are one transaction, and one ReadyForQuery.
func (c *conn) simpleQuery(body []byte) error {
	return c.conclude(c.runQuery(body))
}

func (c *conn) runQuery(body []byte) error {
	s := c.newScope()
	defer s.end()
	var msg pgproto3.Query
	var parts []QueryPart
	err := c.during(s, func(ctx context.Context) error {
		if err := c.begin(ctx); err != nil {
			return err
		}
		c.dropPortal("")
		c.dropStatement("")
		if err := decode(&msg, body); err != nil {
			return err
		}
		if err := sqltype.CheckText(msg.String); err != nil {
			return err
		}
		var err error
		parts, err = c.session.Split(msg.String)
		return err
	})
	if err != nil {
		return err
	}
	if len(parts) == 0 {
		c.send(&pgproto3.EmptyQueryResponse{})
		return nil
	}
	for i, part := range parts {
		if err := c.runPart(part, i == len(parts)-1); err != nil {
			return moved(err, msg.String, part.Offset)
		}
	}
	return nil
}

// runPart runs one statement. The transaction ends before the last one's completion is told: a commit may still fail.
func (c *conn) runPart(part QueryPart, last bool) error {
	p := &portal{scope: c.newScope()}
	defer p.scope.end()
	before := c.session.TxStatus()
	var tag string
	err := c.during(p.scope, func(ctx context.Context) error {
		if err := c.begin(ctx); err != nil {
			return err
		}
		stmt, err := c.session.Prepare(ctx, part.SQL, nil)
		if err != nil || stmt == nil {
			return err
		}
		defer func() { p.close(); stmt.Close() }()
		if len(stmt.Params()) > 0 {
			return undefinedParameter(stmt)
		}
		if p.bound, err = stmt.Bind(ctx, nil); err != nil {
			return err
		}
		p.columns = p.bound.Columns()
		p.formats = make([]int16, len(p.columns))
		if b, ok := p.bound.(BinaryRows); ok && b.Binary() {
			for i := range p.formats {
				p.formats[i] = pgproto3.BinaryFormat
			}
		}
		early, ok := p.bound.(DescribedFirst)
		first := ok && early.DescribedFirst()
		if first {
			if err := c.describeRows(p.columns, p.formats); err != nil {
				return err
			}
		}
		if err := c.open(p); err != nil {
			return err
		}
		if p.columns != nil && !first {
			if err := c.describeRows(p.columns, p.formats); err != nil {
				return err
			}
		}
		_, n, err := c.sendRows(p, 0)
		if err != nil {
			return err
		}
		tag = p.bound.Tag(n)
		return nil
	})
	if err != nil {
		return err
	}
	if last {
		err = c.end()
	} else {
		err = c.endBlock(before)
	}
	if err != nil {
		return err
	}
	if tag == "" {
		c.send(&pgproto3.EmptyQueryResponse{})
	} else {
		c.send(&pgproto3.CommandComplete{CommandTag: []byte(tag)})
	}
	return nil
}

// undefinedParameter is the error of a parameter in a simple query, which has no values for it. A statement that knows where its
// parameters stand says so.
func undefinedParameter(stmt Statement) error {
	if s, ok := stmt.(interface{ FirstParameter() (name string, pos int) }); ok {
		if name, pos := s.FirstParameter(); name != "" {
			return sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter %s", name).At(pos)
		}
	}
	return sqlerr.New(sqlerr.UndefinedParameter, "there is no parameter $1")
}
