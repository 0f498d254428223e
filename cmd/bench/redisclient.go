package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
)

// Keys of the bare Redis: a hash with a field for each feature, and a string that holds all of them.
const (
	hashKey   = "h:%012d"
	stringKey = "s:%012d"
)

// redisClient sends commands that it wrote itself, those of a read in one write, and counts what comes.
type redisClient struct {
	conn         net.Conn
	r            *bufio.Reader
	out          []byte
	before, tail string // of a command, around the key
	key          string
	list         int // keys of one command, of which the reply is a list; 0: one key each
}

// dialHMGET asks for the fields of each key by a command of its own.
func dialHMGET(ctx context.Context, addr string, fields []string) (client, error) {
	tail := "\r\n"
	for _, f := range fields {
		tail += fmt.Sprintf("$%d\r\n%s\r\n", len(f), f)
	}
	return dialRedis(ctx, addr, redisClient{before: fmt.Sprintf("*%d\r\n$5\r\nHMGET\r\n", 2+len(fields)), tail: tail, key: "h:"}, hashDB)
}

// dialGET asks for the packed value of each key by a command of its own.
func dialGET(ctx context.Context, addr string) (client, error) {
	return dialRedis(ctx, addr, redisClient{before: "*2\r\n$3\r\nGET\r\n", tail: "\r\n", key: "s:"}, stringDB)
}

// dialMGET asks for the packed values of all keys by one command.
func dialMGET(ctx context.Context, addr string, keys int) (client, error) {
	return dialRedis(ctx, addr, redisClient{before: fmt.Sprintf("*%d\r\n$4\r\nMGET\r\n", 1+keys), tail: "\r\n", key: "s:", list: keys}, stringDB)
}

func dialRedis(ctx context.Context, addr string, c redisClient, database int) (client, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c.conn, c.r = conn, bufio.NewReaderSize(conn, 256<<10)
	if _, err := fmt.Fprintf(conn, "SELECT %d\r\n", database); err != nil {
		return nil, err
	}
	if ok, err := c.r.ReadString('\n'); err != nil || ok != "+OK\r\n" {
		return nil, fmt.Errorf("Redis: %q, %v", ok, err)
	}
	return &c, nil
}

func (c *redisClient) close() { c.conn.Close() }

// read implements client.
func (c *redisClient) read(keys []int64) (found int, err error) {
	c.out = c.out[:0]
	for i, k := range keys {
		if c.list == 0 || i == 0 {
			c.out = append(c.out, c.before...)
		}
		c.out = append(c.out, "$14\r\n"...)
		c.out = append(c.out, c.key...)
		const width = 12
		for at, digits := len(c.out), 0; digits < width; digits++ {
			if digits == 0 {
				c.out = append(c.out, "000000000000"...)
			}
			c.out[at+width-1-digits] = byte('0' + k%10)
			k /= 10
		}
		c.out = append(c.out, c.tail...)
	}
	if _, err := c.conn.Write(c.out); err != nil {
		return 0, err
	}
	if c.list > 0 {
		return c.reply()
	}
	for range keys {
		n, err := c.reply()
		if err != nil {
			return found, err
		}
		found += min(n, 1) // of a hash, any field
	}
	return found, nil
}

// reply reads one reply and counts the values in it that are there.
func (c *redisClient) reply() (values int, err error) {
	line, err := c.r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if line[0] == '-' || len(line) < 4 {
		return 0, errors.New("Redis: " + string(bytes.TrimSpace(line)))
	}
	if line[1] == '-' { // the length of what is not there
		return 0, nil
	}
	n := 0
	for _, digit := range line[1 : len(line)-2] {
		n = 10*n + int(digit-'0')
	}
	switch {
	case line[0] == '$':
		_, err := c.r.Discard(n + 2)
		return 1, err
	}
	for range n {
		one, err := c.reply()
		if err != nil {
			return values, err
		}
		values += one
	}
	return values, nil
}
