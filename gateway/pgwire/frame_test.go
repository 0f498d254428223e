package pgwire

import (
	"bufio"
	"bytes"
	"runtime"
	"testing"

	"github.com/jackc/pgproto3/v2"
)

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// readFrames reads a stream to its end and decodes every message as each type that has a body.
func readFrames(stream []byte) (frames int) {
	r := &frameReader{r: bufio.NewReader(bytes.NewReader(stream)), limit: 1 << 20}
	for {
		f, err := r.next()
		if err != nil {
			return frames
		}
		frames++
		for _, msg := range []pgproto3.FrontendMessage{
			&pgproto3.Query{}, &pgproto3.Parse{}, &pgproto3.Bind{}, &pgproto3.Describe{}, &pgproto3.Execute{}, &pgproto3.Close{},
		} {
			decode(msg, f.body)
		}
	}
}

// TestFrameAllocation: a length alone, however large, allocates next to nothing.
func TestFrameAllocation(t *testing.T) {
	header := []byte{'Q', 0x3f, 0xff, 0xff, 0xff}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := &frameReader{r: bufio.NewReader(bytes.NewReader(header)), limit: 1 << 30}
	if _, err := r.next(); err == nil {
		t.Fatal("a message without its body is read")
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > 2*growth {
		t.Errorf("%d bytes were allocated", n)
	}
}

// TestLongMessage: a body longer than one step of growth arrives whole.
func TestLongMessage(t *testing.T) {
	const n = 3*growth + 17
	stream := []byte{'Q', 0, 0, 0, 0}
	for i := range n {
		stream = append(stream, byte(i%251))
	}
	stream[1], stream[2], stream[3], stream[4] = byte((n+4)>>24), byte((n+4)>>16&0xff), byte((n+4)>>8&0xff), byte((n+4)&0xff)
	r := &frameReader{r: bufio.NewReader(bytes.NewReader(append(stream, 'S', 0, 0, 0, 4))), limit: n}
	f, err := r.next()
	if err != nil || !bytes.Equal(f.body, stream[5:]) {
		t.Fatal(len(f.body), err)
	}
	if f, err = r.next(); err != nil || f.kind != 'S' {
		t.Fatal(f, err)
	}
	r = &frameReader{r: bufio.NewReader(bytes.NewReader(stream)), limit: n - 1}
	if _, err := r.next(); !ends(err) {
		t.Fatal(err)
	}
}

// TestOptions: the words of the start-up parameter options.
func TestOptions(t *testing.T) {
	got, err := parseOptions(` -c a=b  -cd=e --f-g=h\ i\\j --k= `)
	want := []Setting{{"a", "b"}, {"d", "e"}, {"f_g", `h i\j`}, {"k", ""}}
	if err != nil || len(got) != len(want) {
		t.Fatal(got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Error(got[i], want[i])
		}
	}
	for _, bad := range []string{"-x", "-c", "-c a", "a=b", "--a"} {
		if _, err := parseOptions(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}
