package main_test

import (
	endian "encoding/binary"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	firstUserOID = 16384
	firstTwinOID = 1_500_000_000
)

// Two servers that hold the same objects differ in what follows; it is made equal before answers are compared.
//
//   - OIDs from 16384 are the server's own: the name of the object stands for them.
//   - Columns of ownColumns tell of the process, the moment, the files or the build: whether they are NULL is compared, not their value.
//   - The minor version, and what the texts of this process hold, is replaced wherever it stands.
//   - pg_get_viewdef: a feature view's definition is not the SELECT of constants that stands for it in the twin (side.texts).
var ownColumns = columnSet(`
	pid backend_start xact_start query_start state_change query backend_xmin backend_xid pg_backend_pid
	pg_postmaster_start_time startup_time age xmin cmin xmax ctid state_number table_state_number column_state_number access_method_state_number
	relfilenode relfrozenxid relminmxid datfrozenxid datminmxid
	relpages reltuples relallvisible pages size total_rel_size rel_size index_rel_size est_rows
	fdwhandler handler handler_schema_id`)

func columnSet(names string) map[string]bool {
	m := map[string]bool{}
	for _, n := range strings.Fields(names) {
		m[n] = true
	}
	return m
}

var minorVersion = regexp.MustCompile(`PostgreSQL 15\.\d.*|\b15\.\d+(?: \([^)]*\))?|\b1500\d\d\b`)

// cell is a value as it is compared: text, or the bytes of the binary format with OIDs replaced.
func (s *side) cell(name string, oid uint32, bin bool, v []byte) string {
	switch {
	case strings.HasPrefix(name, "client_") && (oid == 869 || oid == 23): // NULL over a unix socket
		return "<its own>"
	case v == nil:
		return "NULL"
	case ownColumns[strings.ToLower(name)]:
		return "<its own>"
	case bin:
		if text, ok := s.binaryCell(oid, v); ok {
			return text
		}
		if !isText(oid) {
			return "\\x" + hexOf(v)
		}
	}
	text := string(v)
	if n, ok := s.named(text); ok {
		return n
	}
	switch oid {
	case 22, 30, 1028, 1005, 1007, 1016: // vectors and arrays that may hold OIDs
		return numbers.ReplaceAllStringFunc(text, func(d string) string {
			if n, ok := s.named(d); ok {
				return n
			}
			return d
		})
	}
	return s.texts.Replace(minorVersion.ReplaceAllString(text, "<version>"))
}

var numbers = regexp.MustCompile(`\d+`)

func hexOf(v []byte) string { return strconv.Quote(string(v)) }

// named is the object whose OID text is.
func (s *side) named(text string) (string, bool) {
	if len(text) < 5 || len(text) > 10 {
		return "", false
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n < firstUserOID {
		return "", false
	}
	name, ok := s.names[uint32(n)]
	return name, ok
}

// binaryCell is the text of a binary value that may be or hold OIDs.
func (s *side) binaryCell(oid uint32, v []byte) (string, bool) {
	switch oid {
	case 26, 24, 2202, 2205, 2206, 3734, 3769, 4089, 4096, 28, 23, 20: // oid, reg*, xid, int4, int8
		var n uint64
		switch len(v) {
		case 4:
			n = uint64(endian.BigEndian.Uint32(v))
		case 8:
			n = endian.BigEndian.Uint64(v)
		default:
			return "", false
		}
		text := strconv.FormatUint(n, 10)
		if name, ok := s.named(text); ok {
			return name, true
		}
		return text, true
	case 22, 30, 1028, 1005, 1007, 1016, 2210, 2211, 1008: // vectors and arrays of them
		return s.binaryArray(v)
	}
	return "", false
}

func (s *side) binaryArray(v []byte) (string, bool) {
	if len(v) < 12 {
		return "", false
	}
	dims, elem := int(endian.BigEndian.Uint32(v)), endian.BigEndian.Uint32(v[8:])
	at := 12 + 8*dims
	if len(v) < at {
		return "", false
	}
	out := []string{hexOf(v[:at])}
	for at+4 <= len(v) {
		n := int(int32(endian.BigEndian.Uint32(v[at:])))
		at += 4
		if n < 0 {
			out = append(out, "NULL")
			continue
		}
		if at+n > len(v) {
			return "", false
		}
		text, ok := s.binaryCell(elem, v[at:at+n])
		if !ok {
			text = hexOf(v[at : at+n])
		}
		out = append(out, text)
		at += n
	}
	return strings.Join(out, ","), true
}

// isText says whether the binary format of a type is its text.
func isText(oid uint32) bool {
	return slices.Contains([]uint32{18, 19, 25, 114, 705, 1042, 1043, 194}, oid)
}

// rows are the reply's rows as they are compared.
func (s *side) rows(r reply, bin bool) []string {
	out := make([]string, len(r.rows))
	for i, row := range r.rows {
		cells := make([]string, len(row))
		for k, v := range row {
			cells[k] = s.cell(r.fields[k].Name, r.fields[k].DataTypeOID, bin, v)
		}
		out[i] = strings.Join(cells, " | ")
	}
	return out
}
