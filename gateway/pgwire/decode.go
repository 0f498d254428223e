package pgwire

import (
	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// decoder reads one parameter, or one value of COPY.
type decoder struct {
	param  int    // its number, from 1
	oid    uint32 // its type as the client knows it
	format *sqltype.Format
	bad    string // what is said of bytes that are not of their type; "": what is said of a parameter
}

func (d *decoder) decode(t sqltype.Type, raw []byte, format int16) (any, error) {
	if t.ID == sqltype.Invalid {
		t.ID = sqltype.Text
	}
	if format == pgproto3.TextFormat {
		return sqltype.ParseText(t, string(raw), d.format)
	}
	return d.binary(t, raw)
}

// malformed is the error of a binary value whose bytes are not of its type.
func (d *decoder) malformed() error {
	if d.bad != "" {
		return sqlerr.New(sqlerr.InvalidBinary, "%s", d.bad)
	}
	return sqlerr.New(sqlerr.InvalidBinary, "incorrect binary data format in bind parameter %d", d.param)
}
