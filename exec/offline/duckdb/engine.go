package duckdb

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	bind "github.com/duckdb/duckdb-go-bindings"

	"asof/catalog/sqlerr"
)

// Config says where the engine may read and write, and how much it may use. Folders are absolute; they are made if they are
// not there.
type Config struct {
	HistoryDir  string   // the server's own history; histories are in a folder inside that nobody can guess
	TempDir     string   // what does not fit in memory: the engine's spill and the spools
	FilesDir    string   // client files
	AllowDirs   []string // further folders of client files: the first of them, else FilesDir, is where relative paths start
	MemoryLimit int64    // bytes for the engine; 0: the engine's own choice (80 % of the machine's memory)
	TempLimit   int64    // bytes for the engine's spill; 0: the engine's own choice (90 % of what the disk has left)
	Threads     int      // 0: one for each processor
	Log         *slog.Logger

	Now func() time.Time // default time.Now: when a statement tells how far it is
}

// Engine is the offline engine. It implements offline.Engine.
type Engine struct {
	db      bind.Database
	log     *slog.Logger
	now     func() time.Time
	history string   // the unguessable folder, absolute, without links
	tempDir string   // of spools
	allowed []string // folders of client files, absolute, without links; the first one is where relative paths start
	few     int64    // fewProbes, except in tests

	mu     sync.Mutex
	idle   []*conn
	closed bool
}

// Open starts the engine.
func Open(cfg Config) (*Engine, error) {
	e := &Engine{log: cfg.Log, now: cfg.Now, few: fewProbes}
	if e.log == nil {
		e.log = slog.New(slog.DiscardHandler)
	}
	if e.now == nil {
		e.now = time.Now
	}
	if err := e.makeFolders(cfg); err != nil {
		return nil, err
	}
	var dbCfg bind.Config
	if bind.CreateConfig(&dbCfg) == bind.StateError {
		return nil, sqlerr.New(sqlerr.Internal, "cannot configure the offline engine")
	}
	defer bind.DestroyConfig(&dbCfg)
	set := func(name, value string) error {
		if bind.SetConfig(dbCfg, name, value) == bind.StateError {
			return sqlerr.New(sqlerr.InvalidParameterValue, "the offline engine refuses %s = %s", name, value)
		}
		return nil
	}
	settings := [][2]string{
		{"autoinstall_known_extensions", "false"},
		{"autoload_known_extensions", "false"},
		{"allow_community_extensions", "false"},
		{"allow_unsigned_extensions", "false"},
		{"temp_directory", e.spill()},
		{"secret_directory", filepath.Join(e.tempDir, "none")},
		{"extension_directory", filepath.Join(e.tempDir, "none")},
		{"enable_external_file_cache", "false"}, // it would answer from what a file held that was replaced within a second
	}
	if cfg.MemoryLimit > 0 {
		settings = append(settings, [2]string{"memory_limit", strconv.FormatInt(cfg.MemoryLimit, 10) + "B"})
	}
	if cfg.Threads > 0 {
		settings = append(settings, [2]string{"threads", strconv.Itoa(cfg.Threads)})
	}
	for _, s := range settings {
		if err := set(s[0], s[1]); err != nil {
			return nil, err
		}
	}
	var msg string
	if bind.OpenExt("", &e.db, dbCfg, &msg) == bind.StateError {
		return nil, e.translate(msg, "")
	}
	err := e.limitSpill(context.Background(), cfg.TempLimit)
	if err == nil {
		err = e.raiseWalls(context.Background())
	}
	if err != nil {
		bind.Close(&e.db)
		return nil, err
	}
	return e, nil
}

// makeFolders makes the folders and resolves links in them: the engine compares paths after resolving neither.
func (e *Engine) makeFolders(cfg Config) error {
	resolve := func(dir string) (string, error) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return "", sqlerr.New(sqlerr.StoreUnreachable, "cannot make folder %s: %v", dir, err)
		}
		path, err := filepath.EvalSymlinks(dir)
		if err != nil {
			return "", sqlerr.New(sqlerr.StoreUnreachable, "cannot resolve folder %s: %v", dir, err)
		}
		return path, nil
	}
	root, err := resolve(cfg.HistoryDir)
	if err != nil {
		return err
	}
	if e.history, err = historyFolder(root); err != nil {
		return err
	}
	if e.tempDir, err = resolve(cfg.TempDir); err != nil {
		return err
	}
	if err := os.RemoveAll(e.spill()); err != nil { // of a server that was killed
		return sqlerr.New(sqlerr.StoreUnreachable, "cannot empty folder %s: %v", e.spill(), err)
	}
	for _, dir := range append(append([]string{}, cfg.AllowDirs...), cfg.FilesDir) {
		path, err := resolve(dir)
		if err != nil {
			return err
		}
		for _, own := range []string{root, e.tempDir} {
			if within(own, path) || within(path, own) {
				return sqlerr.New(sqlerr.InsufficientPrivilege, "the folder %s of client files and the folder %s of the server's state lie in each other", path, own)
			}
		}
		e.allowed = append(e.allowed, path)
	}
	return nil
}

// limitSpill bounds what the engine moves out of memory. It has no effect among the settings that the engine is opened with.
func (e *Engine) limitSpill(ctx context.Context, bytes int64) error {
	if bytes <= 0 {
		return nil
	}
	c, release, err := e.internal(ctx)
	if err != nil {
		return err
	}
	defer release()
	return c.exec(ctx, "SET max_temp_directory_size = '"+strconv.FormatInt(bytes, 10)+"B'")
}

// spill is the folder of what the engine moves out of memory.
func (e *Engine) spill() string { return filepath.Join(e.tempDir, "spill") }

// historyFolder finds the folder of histories in root, or makes one.
func historyFolder(root string) (string, error) {
	list, err := os.ReadDir(root)
	if err != nil {
		return "", sqlerr.New(sqlerr.StoreUnreachable, "cannot read folder %s: %v", root, err)
	}
	for _, f := range list {
		if f.IsDir() && len(f.Name()) == 32 {
			return filepath.Join(root, f.Name()), nil
		}
	}
	var name [16]byte
	if _, err := rand.Read(name[:]); err != nil {
		return "", err
	}
	path := filepath.Join(root, hex.EncodeToString(name[:]))
	if err := os.Mkdir(path, 0o700); err != nil {
		return "", sqlerr.New(sqlerr.StoreUnreachable, "cannot make folder %s: %v", path, err)
	}
	return path, nil
}

// Close ends the engine; its sessions must be closed.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	for _, c := range e.idle {
		c.close()
	}
	e.idle = nil
	bind.Close(&e.db)
	return nil
}
