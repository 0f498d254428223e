// Package wiretest speaks the protocol as text: what a client sends, a message a line, and what a server answers. Tests play the
// same conversation to this server and to others.
package wiretest

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"syscall"

	"github.com/jackc/pgproto3/v2"
)

// Startup is a start-up packet: a version and parameters, each with its value.
func Startup(version uint32, params ...string) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 4), version)
	for _, p := range params {
		b = append(append(b, p...), 0)
	}
	b = append(b, 0)
	binary.BigEndian.PutUint32(b, uint32(len(b)))
	return b
}

// Until reads messages up to one of a type and prints them. The end of the stream is printed too.
func Until(r io.Reader, last string) string {
	var out strings.Builder
	for {
		line, err := Line(r)
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
				err = errors.New("closed")
			}
			fmt.Fprintf(&out, "(%v)\n", err)
			return out.String()
		}
		out.WriteString(line + "\n")
		if kind, _, _ := strings.Cut(line, " "); kind == last {
			return out.String()
		}
	}
}

// Line reads a message and prints it.
func Line(r io.Reader) (string, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r, head[:1]); err != nil {
		return "", err
	}
	if _, err := io.ReadFull(r, head[1:]); err != nil {
		return "", err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > 1<<20 {
		return "", fmt.Errorf("a message of type %c is too long for a test", head[0])
	}
	body := make([]byte, n-4)
	if _, err := io.ReadFull(r, body); err != nil {
		return "", err
	}
	switch {
	case head[0] == 'v': // pgproto3 v2 does not know it
		return fmt.Sprintf("NegotiateProtocolVersion %q", body), nil
	case head[0] == 'K' && len(body) != 8: // nor keys of another length than 4
		return fmt.Sprintf("BackendKeyData of %d bytes", len(body)-4), nil
	case head[0] == 'A': // whose process id is never the same
		parts := strings.Split(string(body[4:]), "\x00")
		return fmt.Sprintf("NotificationResponse %s %s", parts[0], parts[1]), nil
	}
	front := pgproto3.NewFrontend(pgproto3.NewChunkReader(bytes.NewReader(append(head, body...))), nil)
	msg, err := front.Receive()
	if err != nil {
		return "", err
	}
	return Print(msg), nil
}

// Print prints a server's message: its type, then what it says.
func Print(msg pgproto3.BackendMessage) string {
	switch m := msg.(type) {
	case *pgproto3.ErrorResponse:
		return "ErrorResponse " + printError(m)
	case *pgproto3.NoticeResponse:
		return "NoticeResponse " + printError((*pgproto3.ErrorResponse)(m))
	case *pgproto3.ReadyForQuery:
		return "ReadyForQuery " + string(m.TxStatus)
	case *pgproto3.CommandComplete:
		return "CommandComplete " + string(m.CommandTag)
	case *pgproto3.DataRow:
		var parts []string
		for _, v := range m.Values {
			switch {
			case v == nil:
				parts = append(parts, "NULL")
			case bytes.IndexFunc(v, func(r rune) bool { return r < ' ' || r > '~' }) >= 0:
				parts = append(parts, "0x"+hex.EncodeToString(v))
			default:
				parts = append(parts, string(v))
			}
		}
		return "DataRow " + strings.Join(parts, "|")
	case *pgproto3.RowDescription:
		var parts []string
		for _, f := range m.Fields {
			parts = append(parts, fmt.Sprintf("%s:%d/%d/%d/%d", f.Name, f.DataTypeOID, f.DataTypeSize, f.TypeModifier, f.Format))
		}
		return "RowDescription " + strings.Join(parts, " ")
	case *pgproto3.ParameterStatus:
		return fmt.Sprintf("ParameterStatus %s=%s", m.Name, m.Value)
	case *pgproto3.CopyInResponse:
		return fmt.Sprint("CopyInResponse ", m.OverallFormat, m.ColumnFormatCodes)
	case *pgproto3.CopyOutResponse:
		return fmt.Sprint("CopyOutResponse ", m.OverallFormat, m.ColumnFormatCodes)
	case *pgproto3.CopyData:
		return fmt.Sprintf("CopyData %q", m.Data)
	case *pgproto3.ParameterDescription:
		return fmt.Sprint("ParameterDescription ", m.ParameterOIDs)
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", msg), "*pgproto3.")
}

func printError(m *pgproto3.ErrorResponse) string {
	s := fmt.Sprintf("%s %s %s", m.Severity, m.Code, m.Message)
	if m.Detail != "" {
		s += " D=" + m.Detail
	}
	if m.Hint != "" {
		s += " H=" + m.Hint
	}
	if m.Where != "" {
		s += " W=" + m.Where
	}
	if m.Position != 0 {
		s += fmt.Sprint(" P=", m.Position)
	}
	return s
}

// Encode encodes lines of messages, each "Type {json}", "Query text" or "raw hex".
func Encode(lines string) ([]byte, error) {
	var out []byte
	for _, line := range strings.Split(lines, "\n") {
		b, err := encode(line)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line, err)
		}
		out = append(out, b...)
	}
	return out, nil
}

func encode(line string) ([]byte, error) {
	kind, rest, _ := strings.Cut(line, " ")
	var msg pgproto3.FrontendMessage
	switch kind {
	case "raw":
		return hex.DecodeString(strings.ReplaceAll(rest, " ", ""))
	case "Query":
		return (&pgproto3.Query{String: rest}).Encode(nil)
	case "Parse":
		msg = &pgproto3.Parse{}
	case "Bind":
		msg = &pgproto3.Bind{}
	case "Describe":
		msg = &pgproto3.Describe{}
	case "Execute":
		msg = &pgproto3.Execute{}
	case "Close":
		msg = &pgproto3.Close{}
	case "Sync":
		msg = &pgproto3.Sync{}
	case "Flush":
		msg = &pgproto3.Flush{}
	case "Terminate":
		msg = &pgproto3.Terminate{}
	case "CopyDone":
		msg = &pgproto3.CopyDone{}
	case "CopyData":
		data, err := strconv.Unquote(rest)
		if err != nil {
			return nil, err
		}
		return (&pgproto3.CopyData{Data: []byte(data)}).Encode(nil)
	case "CopyFail":
		return (&pgproto3.CopyFail{Message: rest}).Encode(nil)
	default:
		return nil, fmt.Errorf("no message %q", kind)
	}
	if rest != "" {
		if err := json.Unmarshal([]byte(rest), msg); err != nil {
			return nil, err
		}
	}
	return msg.Encode(nil)
}
