package duckdb

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"

	"asof/catalog"
	"asof/catalog/sqlerr"
)

// Stamps implements offline.Engine.
func (e *Engine) Stamps(ctx context.Context, path string) ([]catalog.FileStamp, error) {
	c, release, err := e.internal(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	res, err := c.query(ctx, "SELECT file FROM glob("+quoteString(path)+") ORDER BY file")
	if err != nil {
		return nil, err
	}
	defer res.Close()
	var out []catalog.FileStamp
	for {
		row, err := nextRow(ctx, res)
		if err != nil {
			return nil, err
		}
		if row == nil {
			return out, nil
		}
		path, _ := row[0].(string)
		info, err := os.Stat(path)
		if err != nil {
			return nil, sqlerr.New(sqlerr.UndefinedFile, "cannot read %s: it is gone", filepath.Base(path))
		}
		out = append(out, catalog.FileStamp{Path: path, Size: info.Size(), MTime: info.ModTime().UnixNano()})
	}
}

// Digest implements offline.Engine.
func (e *Engine) Digest(ctx context.Context, path string, progress func(n int64)) (string, error) {
	unreadable := func(err error) error {
		return sqlerr.New(sqlerr.UndefinedFile, "cannot read %s: %v", filepath.Base(path), errors.Unwrap(err))
	}
	f, err := os.Open(path)
	if err != nil {
		return "", unreadable(err)
	}
	defer f.Close()
	h, block := sha256.New(), make([]byte, 1<<20)
	for {
		if ctx.Err() != nil {
			return "", cancelled(ctx, nil)
		}
		n, err := f.Read(block)
		h.Write(block[:n])
		progress(int64(n))
		if err == io.EOF {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", unreadable(err)
		}
	}
}
