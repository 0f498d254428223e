// Package pgcatalog is the system catalog as Postgres 15 has it: schemas pg_catalog and information_schema. Rows that every server has
// come from a snapshot of a real one (snapshot/); rows about our own objects are made from a snapshot of our catalog and the session that
// reads. DESIGN.md says what stands for what.
package pgcatalog

import (
	"asof/catalog"
	"asof/catalog/sqltype"
)

// Kinds of relation, as pg_class.relkind has them.
const (
	KindTable   = 'r'
	KindView    = 'v'
	KindForeign = 'f'
	KindIndex   = 'i'
)

// Table is a table or a view of a system schema. Values in rows are those of package sqltype (int2, int4, int8, oid, xid and reg* types are
// int64; text, name, varchar, "char", aclitem and pg_node_tree are string), arrays and vectors []any, NULL nil. Rows are shared: nobody
// changes them.
type Table struct {
	Schema, Name string
	OID          uint32
	Kind         byte // KindTable or KindView
	Columns      []Col
	Rows         func(s *catalog.Snapshot, env Env) [][]any // nil for a view
	Definition   string                                     // the SELECT of a view
	Pretty       string                                     // the same as pg_get_viewdef(…, true) prints it
}

// Col is a column: pg_attribute's name, type, modifier and whether it may be NULL.
type Col struct {
	Name    string
	Type    uint32
	Mod     int32
	NotNull bool
}

// Env is the session that reads. What it does at this moment comes from functions, each of which may be nil.
type Env struct {
	User       string // the current role
	Trusted    bool   // the login was by trust: a name that is no role has every right
	Database   string
	SearchPath []string // empty: public
	TempSchema string   // as pg_temp_3; empty if the session has no temp tables
	Temp       []TempTable
	PID        int64
	Started    sqltype.Micros // when the server was started, 0 if nobody knows

	Settings  func() [][3]string // as SHOW ALL: name, value, description
	Cursors   func() []Cursor
	Prepared  func() []Prepared
	Listening func() []string   // channels
	Activity  func() []Activity // of all sessions; nil: this one, of which only the environment is known
}

// Cursor is an open cursor of the session.
type Cursor struct {
	Name, Statement      string
	Hold, Binary, Scroll bool
	Created              sqltype.Micros
}

// Prepared is a prepared statement of the session.
type Prepared struct {
	Name, Statement string
	Created         sqltype.Micros
	Types           []uint32 // of the parameters
	SQL             bool     // by PREPARE, not by the protocol
}

// Activity is a session of the server. A time that is 0 has not come.
type Activity struct {
	PID                                     int64
	User, Database, Application             string
	State, Query                            string // as pg_stat_activity has them
	Begun, Transaction, QueryStart, Changed sqltype.Micros
	Client                                  string // address, "" for a local socket
	Port                                    int64  // -1 for a local socket
	TLS                                     *TLS
}

// TLS is what protects a session.
type TLS struct {
	Version, Cipher string
	Bits            int64
	ClientDN        string
	ClientSerial    string
	IssuerDN        string
}

// TempTable is a temp table of the session.
type TempTable struct {
	Name    string
	Columns []sqltype.Column
}

// Lookup returns the table or view of pg_catalog or information_schema called name; schema "" is pg_catalog.
func Lookup(schema, name string) (*Table, bool) {
	if schema == "" {
		schema = "pg_catalog"
	}
	t, ok := static().tables[qualified{schema, name}]
	return t, ok
}

// Tables are all tables and views, by schema and name.
func Tables() []*Table { return static().list }

// ServerVersion is the version of the server that the snapshot is of, as "15.20".
func ServerVersion() string { return static().version }
