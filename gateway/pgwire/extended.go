package pgwire

import (
	"context"
	"math"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// extended answers a message of the extended query protocol. Its error makes the client's messages up to Sync be skipped.
func (c *conn) extended(f frame) error {
	switch f.kind {
	case 'P':
		s := c.newScope()
		defer s.end()
		return c.during(s, func(ctx context.Context) error { return c.parse(ctx, f.body) })
	case 'B':
		// What is bound runs later under the same scope, so that one context serves the portal's whole life.
		s := c.newScope()
		err := c.during(s, func(ctx context.Context) error { return c.bind(ctx, s, f.body) })
		if err != nil {
			s.end()
		}
		return err
	}
	if err := c.begin(c.ctx); err != nil {
		return err
	}
	switch f.kind {
	case 'D':
		return c.describe(f.body)
	case 'E':
		return c.execute(f.body)
	case 'C':
		return c.close(f.body)
	}
	return errFormat // a Flush with a body
}

func (c *conn) parse(ctx context.Context, body []byte) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	var msg pgproto3.Parse
	if err := decode(&msg, body); err != nil {
		return err
	}
	for _, s := range [...]string{msg.Name, msg.Query} {
		if err := sqltype.CheckText(s); err != nil {
			return err
		}
	}
	if msg.Name == "" {
		c.dropStatement("")
	}
	if err := c.nameTaken(msg.Name); err != nil {
		return err
	}
	stmt, err := c.session.Prepare(ctx, msg.Query, msg.ParameterOIDs)
	if err != nil {
		return err
	}
	if err := c.store(msg.Name, &prepared{stmt: stmt, sql: msg.Query, oids: msg.ParameterOIDs, users: 1}); err != nil {
		if stmt != nil {
			stmt.Close()
		}
		return err
	}
	c.send(&pgproto3.ParseComplete{})
	return nil
}

func (c *conn) bind(ctx context.Context, s *scope, body []byte) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	var msg pgproto3.Bind
	if err := decode(&msg, body); err != nil {
		return err
	}
	if err := sqltype.CheckText(msg.DestinationPortal); err != nil {
		return err
	}
	stmt, err := c.statement(msg.PreparedStatement)
	if err != nil {
		return err
	}
	args, err := c.arguments(&msg, stmt)
	if err != nil {
		return err
	}
	if msg.DestinationPortal == "" {
		c.dropPortal("")
	} else if c.portals[msg.DestinationPortal] != nil {
		return sqlerr.New(sqlerr.DuplicateCursor, "cursor \"%s\" already exists", msg.DestinationPortal)
	}
	p := &portal{name: msg.DestinationPortal, stmt: stmt, scope: s}
	if stmt.stmt != nil {
		if p.bound, err = stmt.stmt.Bind(ctx, args); err != nil {
			return err
		}
		p.columns = p.bound.Columns()
	}
	if p.columns != nil {
		if p.formats, err = resultFormats(msg.ResultFormatCodes, len(p.columns)); err != nil {
			p.bound.Close()
			return err
		}
	}
	if err := c.keep(p); err != nil {
		if p.bound != nil {
			p.bound.Close()
		}
		return err
	}
	stmt.users++
	c.send(&pgproto3.BindComplete{})
	return nil
}

// arguments decodes a Bind's parameters by the statement's types.
func (c *conn) arguments(msg *pgproto3.Bind, stmt *prepared) ([]any, error) {
	params, formats := stmt.params(), msg.ParameterFormatCodes
	if n := len(formats); n > 1 && n != len(msg.Parameters) {
		return nil, sqlerr.New(sqlerr.ProtocolViolation, "bind message has %d parameter formats but %d parameters", n, len(msg.Parameters))
	}
	if len(msg.Parameters) != len(params) {
		return nil, sqlerr.New(sqlerr.ProtocolViolation, "bind message supplies %d parameters, but prepared statement \"%s\" requires %d",
			len(msg.Parameters), msg.PreparedStatement, len(params))
	}
	args := make([]any, len(params))
	for i, raw := range msg.Parameters {
		format, err := formatOf(formats, i)
		if err != nil {
			return nil, ofParameter(err, msg.DestinationPortal, i)
		}
		if raw == nil {
			continue
		}
		d := decoder{param: i + 1, oid: stmt.oid(i, params[i]), format: c.session.Format()}
		if args[i], err = d.decode(params[i], raw, format); err != nil {
			return nil, ofParameter(err, msg.DestinationPortal, i)
		}
	}
	return args, nil
}

// formatOf is the format of value i: none given means text, one is for all.
func formatOf(formats []int16, i int) (int16, error) {
	format := int16(pgproto3.TextFormat)
	switch {
	case len(formats) == 1:
		format = formats[0]
	case len(formats) > 1:
		format = formats[i]
	}
	if format != pgproto3.TextFormat && format != pgproto3.BinaryFormat {
		return 0, sqlerr.New(sqlerr.InvalidParameterValue, "unsupported format code: %d", format)
	}
	return format, nil
}

// resultFormats gives each of n columns its format.
func resultFormats(codes []int16, n int) ([]int16, error) {
	if len(codes) > 1 && len(codes) != n {
		return nil, sqlerr.New(sqlerr.ProtocolViolation, "bind message has %d result formats but query has %d columns", len(codes), n)
	}
	out := make([]int16, n)
	for i := range out {
		var err error
		if out[i], err = formatOf(codes, i); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *conn) describe(body []byte) error {
	var msg pgproto3.Describe
	if err := decode(&msg, body); err != nil {
		return err
	}
	switch msg.ObjectType {
	case 'S':
		stmt, err := c.statement(msg.Name)
		if err != nil {
			return err
		}
		columns := stmt.columns()
		if columns != nil && c.session.TxStatus() == 'E' {
			return errAborted
		}
		params := stmt.params()
		oids := make([]uint32, len(params))
		for i, t := range params {
			oids[i] = stmt.oid(i, t)
		}
		c.send(&pgproto3.ParameterDescription{ParameterOIDs: oids})
		return c.describeRows(columns, make([]int16, len(columns)))
	case 'P':
		p, err := c.portal(msg.Name)
		if err != nil {
			return err
		}
		if p.columns != nil && c.session.TxStatus() == 'E' {
			return errAborted
		}
		return c.describeRows(p.columns, p.formats)
	}
	return sqlerr.New(sqlerr.ProtocolViolation, "invalid DESCRIBE message subtype %d", msg.ObjectType)
}

// describeRows sends RowDescription, or NoData if there are no columns to come.
func (c *conn) describeRows(columns []sqltype.Column, formats []int16) error {
	if columns == nil {
		c.send(&pgproto3.NoData{})
		return nil
	}
	if len(columns) > math.MaxInt16 {
		return sqlerr.New("54011", "a result cannot have %d columns", len(columns))
	}
	fields := make([]pgproto3.FieldDescription, len(columns))
	for i, col := range columns {
		fields[i] = pgproto3.FieldDescription{
			Name: []byte(col.Name), DataTypeOID: describedOID(col.Type), DataTypeSize: col.Type.Len(),
			TypeModifier: col.Type.Mod(), Format: formats[i],
		}
	}
	c.send(&pgproto3.RowDescription{Fields: fields})
	return nil
}

// describedOID is the type as clients are told: a value of unknown type is text (clients look "unknown" up, and fail).
func describedOID(t sqltype.Type) uint32 {
	if t.ID == sqltype.Invalid {
		t.ID = sqltype.Text
	}
	return t.OID()
}

func (c *conn) execute(body []byte) error {
	var msg pgproto3.Execute
	if err := decode(&msg, body); err != nil {
		return err
	}
	p, err := c.portal(msg.Portal)
	if err != nil {
		return err
	}
	if p.bound == nil {
		c.send(&pgproto3.EmptyQueryResponse{})
		return nil
	}
	limit := int64(0) // none; a limit below 0 is none, too
	if msg.MaxRows <= math.MaxInt32 {
		limit = int64(msg.MaxRows)
	}
	if err := c.mayRun(p); err != nil {
		return err // whatever ended the portal's scope before
	}
	// From here on it is the portal's own scope that can be cancelled: the engine knows no other.
	return c.during(p.scope, func(context.Context) error { return c.run(p, limit) })
}

// mayRun refuses a portal in a failed block, and one that cannot be run on.
func (c *conn) mayRun(p *portal) error {
	switch {
	case (p.opened || p.columns != nil) && c.session.TxStatus() == 'E':
		return errAborted
	case p.failed, p.opened && p.columns == nil:
		return sqlerr.New(sqlerr.ObjectNotInState, "portal \"%s\" cannot be run", p.name)
	}
	return nil
}

// run sends a portal's rows, up to limit if that is not 0.
func (c *conn) run(p *portal, limit int64) error {
	c.active = p
	defer func() { c.active = nil }()
	before := c.session.TxStatus()
	if err := c.open(p); err != nil {
		return err
	}
	more, n, err := c.sendRows(p, limit)
	if err != nil {
		return err
	}
	if more {
		p.rows.settle()
		c.send(&pgproto3.PortalSuspended{})
		return nil
	}
	p.closeRows()
	c.send(&pgproto3.CommandComplete{CommandTag: []byte(p.bound.Tag(n))})
	return c.endBlock(before)
}

func (c *conn) close(body []byte) error {
	var msg pgproto3.Close
	if err := decode(&msg, body); err != nil {
		return err
	}
	switch msg.ObjectType {
	case 'S':
		c.dropStatement(msg.Name)
	case 'P':
		c.dropPortal(msg.Name)
	default:
		return sqlerr.New(sqlerr.ProtocolViolation, "invalid CLOSE message subtype %d", msg.ObjectType)
	}
	c.send(&pgproto3.CloseComplete{})
	return nil
}
