// Package pgwire speaks the Postgres protocol, version 3. It knows messages, types and SQLSTATEs, and nothing of features.
//
// A connection's life, one file each: server.go accepts it, startup.go reads its first packet and negotiates, conn.go reads
// message by message (framed by frame.go, queued by inbox.go, checked by message.go) and hands each to simple.go or
// extended.go. Rows leave through portal.go and encode.go or encode_binary.go; parameters come in through decode.go and
// decode_binary.go. cancel.go ends a running statement, errors.go words what failed, statements.go keeps the prepared
// statements.
//
// Messages are those of pgproto3 v2, which trusts its input: its Decode panics on lengths that lie. So no body reaches it
// before message.go has walked it, and nothing outside this package imports it.
package pgwire
