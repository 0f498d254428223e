package rows

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"

	"asof/catalog/sqltype"
)

// The tags of values.
const (
	tagNull byte = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat4
	tagFloat8
	tagText
	tagBytes
	tagDecimal
	tagMicros
	tagDays
	tagTime
	tagTimeTZ
	tagSpan
	tagUUID
	tagList
	tagRendered
)

// AppendValue appends a value of a row (package sqltype lists them) to b, so that ReadValue can read it: a tag byte, then integers
// and times as varints, floats as their bits, texts and bytes with their length, decimals as scale and signed magnitude, arrays as
// their length and elements.
func AppendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, tagNull)
	case bool:
		if v {
			return append(b, tagTrue)
		}
		return append(b, tagFalse)
	case int64:
		return binary.AppendVarint(append(b, tagInt), v)
	case float32:
		return binary.LittleEndian.AppendUint32(append(b, tagFloat4), math.Float32bits(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, tagFloat8), math.Float64bits(v))
	case string:
		return append(binary.AppendUvarint(append(b, tagText), uint64(len(v))), v...)
	case []byte:
		return append(binary.AppendUvarint(append(b, tagBytes), uint64(len(v))), v...)
	case sqltype.Decimal:
		b = binary.AppendVarint(append(b, tagDecimal, byte(v.Special)), int64(v.Scale))
		if v.Special != sqltype.Finite {
			return b
		}
		mag := v.Int.Bytes()
		n := int64(len(mag))
		if v.Int.Sign() < 0 {
			n = -n
		}
		return append(binary.AppendVarint(b, n), mag...)
	case sqltype.Micros:
		return binary.AppendVarint(append(b, tagMicros), int64(v))
	case sqltype.Days:
		return binary.AppendVarint(append(b, tagDays), int64(v))
	case sqltype.TimeOfDay:
		return binary.AppendVarint(append(b, tagTime), int64(v))
	case sqltype.TimeOfDayTZ:
		return binary.AppendVarint(binary.AppendVarint(append(b, tagTimeTZ), int64(v.Time)), int64(v.East))
	case sqltype.Span:
		b = binary.AppendVarint(append(b, tagSpan), int64(v.Months))
		return binary.AppendVarint(binary.AppendVarint(b, int64(v.Days)), v.Micros)
	case [16]byte:
		return append(append(b, tagUUID), v[:]...)
	case []any:
		b = binary.AppendUvarint(append(b, tagList), uint64(len(v)))
		for _, e := range v {
			b = AppendValue(b, e)
		}
		return b
	case sqltype.Rendered:
		b = append(binary.AppendUvarint(append(b, tagRendered), uint64(len(v.Text))), v.Text...)
		return append(binary.AppendUvarint(b, uint64(len(v.Binary))), v.Binary...)
	}
	panic(fmt.Sprintf("rows: no value of a row is a %T", v))
}

// ReadValue reads a value that AppendValue wrote.
func ReadValue(r *bufio.Reader) (any, error) {
	tag, err := r.ReadByte()
	if err != nil {
		return nil, err
	}
	varint := func() int64 {
		var n int64
		if err == nil {
			n, err = binary.ReadVarint(r)
		}
		return n
	}
	bytes := func(n int) []byte {
		b := make([]byte, n)
		if err == nil {
			_, err = io.ReadFull(r, b)
		}
		return b
	}
	size := func() int {
		var n uint64
		if err == nil {
			n, err = binary.ReadUvarint(r)
		}
		return int(n)
	}
	var v any
	switch tag {
	case tagNull:
	case tagFalse, tagTrue:
		v = tag == tagTrue
	case tagInt:
		v = varint()
	case tagFloat4:
		v = math.Float32frombits(binary.LittleEndian.Uint32(bytes(4)))
	case tagFloat8:
		v = math.Float64frombits(binary.LittleEndian.Uint64(bytes(8)))
	case tagText:
		v = string(bytes(size()))
	case tagBytes:
		v = bytes(size())
	case tagDecimal:
		v, err = readDecimal(r)
	case tagMicros:
		v = sqltype.Micros(varint())
	case tagDays:
		v = sqltype.Days(varint())
	case tagTime:
		v = sqltype.TimeOfDay(varint())
	case tagTimeTZ:
		t := varint()
		v = sqltype.TimeOfDayTZ{Time: sqltype.TimeOfDay(t), East: int32(varint())}
	case tagSpan:
		m, d := varint(), varint()
		v = sqltype.Span{Months: int32(m), Days: int32(d), Micros: varint()}
	case tagUUID:
		v = [16]byte(bytes(16))
	case tagList:
		list := make([]any, size())
		for i := range list {
			if err == nil {
				list[i], err = ReadValue(r)
			}
		}
		v = list
	case tagRendered:
		text := bytes(size())
		v = sqltype.Rendered{Text: string(text), Binary: bytes(size())}
	default:
		return nil, fmt.Errorf("no tag %d", tag)
	}
	return v, err
}

func readDecimal(r *bufio.Reader) (any, error) {
	special, err := r.ReadByte()
	if err != nil {
		return nil, err
	}
	scale, err := binary.ReadVarint(r)
	d := sqltype.Decimal{Scale: int32(scale), Special: sqltype.Special(special)}
	if err != nil || d.Special != sqltype.Finite {
		return d, err
	}
	n, err := binary.ReadVarint(r)
	if err != nil {
		return nil, err
	}
	mag := make([]byte, max(n, -n))
	if _, err := io.ReadFull(r, mag); err != nil {
		return nil, err
	}
	d.Int = new(big.Int).SetBytes(mag)
	if n < 0 {
		d.Int.Neg(d.Int)
	}
	return d, nil
}
