package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgproto3"
)

// sqlRead is a statement that reads the features of a case, from asof's view or Postgres' table.
type sqlRead struct {
	what *onlineCase
	keys int
}

// prepared is the statement with its keys as $1.
func (q sqlRead) prepared() string {
	if q.keys == 1 {
		return q.text("= $1")
	}
	return q.text("= ANY($1)")
}

func (q sqlRead) text(condition string) string {
	columns := strings.Join(q.what.features, ", ")
	if q.keys > 1 {
		columns = "user_id, " + columns
	}
	return fmt.Sprintf("SELECT %s FROM user_features WHERE user_id %s", columns, condition)
}

func dialSession(ctx context.Context, addr, database string, settings map[string]string) (*resultReader, error) {
	var statements []string
	for name, value := range settings {
		statements = append(statements, "SET "+name+" = '"+value+"'")
	}
	return dialResults(ctx, addr, database, statements...)
}

// preparedClient binds keys in binary, by the extended protocol, to a statement that the server has prepared, and asks for binary values.
type preparedClient struct {
	*resultReader
	out  []byte // Bind, Execute, Sync
	keys int    // where the keys begin in it
	list bool
}

// dialPrepared connects. settings are those of the session.
func dialPrepared(ctx context.Context, addr, database string, q sqlRead, settings map[string]string) (client, error) {
	r, err := dialSession(ctx, addr, database, settings)
	if err != nil {
		return nil, err
	}
	c := &preparedClient{resultReader: r, list: q.keys > 1}
	key := make([]byte, 8)
	if c.list {
		key = make([]byte, 20+12*q.keys)
		for i, n := range []uint32{1, 0, 20, uint32(q.keys), 1} { // dimensions, NULLs, int8, length, lower bound
			binary.BigEndian.PutUint32(key[4*i:], n)
		}
		for i := range q.keys {
			binary.BigEndian.PutUint32(key[20+12*i:], 8)
		}
	}
	out, err := (&pgproto3.Parse{Name: "read", Query: q.prepared()}).Encode(nil)
	if err == nil {
		out, err = (&pgproto3.Sync{}).Encode(out)
	}
	if err == nil {
		_, err = c.resultReader.read(out, nil)
	}
	if err == nil {
		bind := &pgproto3.Bind{PreparedStatement: "read", ParameterFormatCodes: []int16{1}, Parameters: [][]byte{key}, ResultFormatCodes: []int16{1}}
		c.out, err = bind.Encode(nil)
	}
	if err != nil {
		r.close()
		return nil, err
	}
	c.keys = len(c.out) - 4 - len(key) // the formats of the result follow
	if c.out, err = (&pgproto3.Execute{}).Encode(c.out); err == nil {
		c.out, err = (&pgproto3.Sync{}).Encode(c.out)
	}
	return c, err
}

func (c *preparedClient) read(keys []int64) (int, error) {
	if !c.list {
		binary.BigEndian.PutUint64(c.out[c.keys:], uint64(keys[0]))
	} else {
		for i, k := range keys {
			binary.BigEndian.PutUint64(c.out[c.keys+24+12*i:], uint64(k))
		}
	}
	got, err := c.resultReader.read(c.out, nil)
	return int(got.rows), err
}

// simpleClient sends text with its keys as literals, by the simple protocol, and gets text.
type simpleClient struct {
	*resultReader
	out  []byte
	text int // how much of it stays the same
	list bool
}

func dialSimple(ctx context.Context, addr, database string, q sqlRead, settings map[string]string) (client, error) {
	r, err := dialSession(ctx, addr, database, settings)
	if err != nil {
		return nil, err
	}
	c := &simpleClient{resultReader: r, list: q.keys > 1}
	condition := "= "
	if c.list {
		condition = "IN ("
	}
	c.out = append([]byte("Q----"), q.text(condition)...)
	c.text = len(c.out)
	return c, nil
}

func (c *simpleClient) read(keys []int64) (int, error) {
	c.out = c.out[:c.text]
	for i, k := range keys {
		if i > 0 {
			c.out = append(c.out, ", "...)
		}
		c.out = strconv.AppendInt(c.out, k, 10)
	}
	if c.list {
		c.out = append(c.out, ')')
	}
	c.out = append(c.out, 0)
	binary.BigEndian.PutUint32(c.out[1:], uint32(len(c.out)-1))
	got, err := c.resultReader.read(c.out, nil)
	return int(got.rows), err
}
