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
	formats []int16
	format  *sqltype.Format
}

// append appends row i of a chunk; on an error, dst as it was.
func (e *rowEncoder) append(dst []byte, chunk *sqltype.Chunk, i int) ([]byte, error) {
	start := len(dst)
	dst = append(dst, 'D', 0, 0, 0, 0)
	dst = binary.BigEndian.AppendUint16(dst, uint16(len(chunk.Columns)))
	for j := range chunk.Columns {
		v := &chunk.Columns[j]
		if v.Null(i) {
			dst = append(dst, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		at := len(dst)
		dst = append(dst, 0, 0, 0, 0)
		if e.formats[j] == pgproto3.TextFormat {
			dst = v.AppendText(dst, i, e.format)
		} else {
			var err error
			if dst, err = appendBinaryAt(dst, v, i); err != nil {
				return dst[:start], err
			}
		}
		if len(dst)-start > maxRow {
			return dst[:start], errLongRow
		}
		binary.BigEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	binary.BigEndian.PutUint32(dst[start+1:], uint32(len(dst)-start-1))
	return dst, nil
}

// maxRow is how many bytes a row may have as it is sent.
const maxRow = math.MaxInt32 / 2

var errLongRow = sqlerr.New(sqlerr.ProgramLimitExceeded, "a row is longer than %d bytes", maxRow)
