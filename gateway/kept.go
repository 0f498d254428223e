package gateway

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"sort"

	"asof/catalog/sqlerr"
	"asof/exec/rows"
)

// Rows that a cursor may go back to are kept in memory up to keptMemory, then in a file. They are read in blocks.
const (
	keptMemory = 1 << 20
	blockRows  = 64
	blockBytes = 64 << 10
)

// kept are rows that were read once and can be read again by number.
type kept struct {
	dir     string
	columns int
	n       int64
	blocks  []block
	tail    []byte   // what is not in the file yet
	file    *os.File // of no name any more
	filed   int64    // bytes

	read     [][]any // of the block that was read last
	first, m int64   // its first row, and how many it had
}

// block is where a block of rows begins.
type block struct{ row, offset int64 }

func (k *kept) size() int64 { return k.filed + int64(len(k.tail)) }

// add keeps a row.
func (k *kept) add(row []any) error {
	if n := len(k.blocks); n == 0 || k.n-k.blocks[n-1].row >= blockRows || k.size()-k.blocks[n-1].offset >= blockBytes {
		k.blocks = append(k.blocks, block{k.n, k.size()})
	}
	for _, v := range row {
		k.tail = rows.AppendValue(k.tail, v)
	}
	k.n++
	if len(k.tail) < keptMemory {
		return nil
	}
	return k.flush()
}

func (k *kept) flush() error {
	if k.file == nil {
		f, err := os.CreateTemp(k.dir, "cursor-")
		if err != nil {
			return keptError(err)
		}
		// The name goes at once, so that nothing is left behind whatever happens.
		if err := os.Remove(f.Name()); err != nil {
			f.Close()
			return keptError(err)
		}
		k.file = f
	}
	if _, err := k.file.WriteAt(k.tail, k.filed); err != nil {
		return keptError(err)
	}
	k.filed += int64(len(k.tail))
	k.tail = k.tail[:0]
	return nil
}

func keptError(err error) error {
	return sqlerr.New(sqlerr.DiskFull, "cannot keep a cursor's rows in a temporary file: %v", err)
}

// get returns row i, counted from 0.
func (k *kept) get(i int64) ([]any, error) {
	if i < k.first || i >= k.first+k.m {
		if err := k.readBlock(i); err != nil {
			return nil, err
		}
	}
	return k.read[i-k.first], nil
}

// readBlock reads the block that row i is in.
func (k *kept) readBlock(i int64) error {
	b := sort.Search(len(k.blocks), func(b int) bool { return k.blocks[b].row > i }) - 1
	from, to, last := k.blocks[b].offset, k.size(), k.n
	if b+1 < len(k.blocks) {
		to, last = k.blocks[b+1].offset, k.blocks[b+1].row
	}
	data := make([]byte, to-from)
	if from < k.filed {
		if _, err := k.file.ReadAt(data[:min(to, k.filed)-from], from); err != nil {
			return keptError(err)
		}
	}
	if to > k.filed {
		at := max(from, k.filed)
		copy(data[at-from:], k.tail[at-k.filed:])
	}
	r := bufio.NewReader(bytes.NewReader(data))
	k.first, k.m, k.read = k.blocks[b].row, 0, k.read[:0]
	for n := k.first; n < last; n++ {
		row := make([]any, k.columns)
		for j := range row {
			v, err := rows.ReadValue(r)
			if err != nil {
				return fmt.Errorf("a cursor's rows are damaged: %w", err)
			}
			row[j] = v
		}
		k.read = append(k.read, row)
		k.m++
	}
	return nil
}

func (k *kept) close() {
	k.tail, k.read, k.n, k.m = nil, nil, 0, 0
	if k.file != nil {
		k.file.Close()
		k.file = nil
	}
}
