package pgwire

import (
	"encoding/binary"
	"math"

	"github.com/jackc/pgproto3/v2"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// rowEncoder writes rows of one result as DataRow messages.
type rowEncoder struct {
	columns []sqltype.Column
	formats []int16
	format  *sqltype.Format
}

func newRowEncoder(columns []sqltype.Column, formats []int16, format *sqltype.Format) rowEncoder {
	return rowEncoder{columns, formats, format}
}

// append appends a row; on an error, dst as it was.
func (e *rowEncoder) append(dst []byte, row []any) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 'D', 0, 0, 0, 0)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(e.columns)))
	for i := range e.columns {
		if row[i] == nil {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		if e.formats[i] == pgproto3.TextFormat {
			dst = sqltype.AppendText(dst, e.columns[i].Type, row[i], e.format)
		} else {
			var err error
			if dst, err = appendBinary(dst, e.columns[i].Type, row[i]); err != nil {
				return dst[:start], err
			}
		}
		if len(dst)-start > math.MaxInt32/2 {
			return dst[:start], sqlerr.New(sqlerr.ProgramLimitExceeded, "a row is longer than %d bytes", math.MaxInt32/2)
		}
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	binary.BigEndian.PutUint32(dst[start+1:], uint32(len(dst)-start-1))
	return dst, nil
}
