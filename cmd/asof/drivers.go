package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"asof/catalog/store/sqlite"
	"asof/exec/offline"
	"asof/exec/offline/duckdb"
	"asof/exec/online"
	"asof/exec/online/embedded"
	"asof/exec/online/redis"
)

// The drivers: this file is the only place that names them.

// openCatalog opens the log of definitions.
func openCatalog(ctx context.Context, url string, dirs *folders) (catalogStore, error) {
	if url == "" {
		url = "sqlite:" + filepath.Join(dirs.state, "catalog.db")
	}
	file, ok := strings.CutPrefix(url, "sqlite:")
	if !ok {
		return nil, fmt.Errorf("--catalog %s: this version knows only sqlite:FILE", url)
	}
	return sqlite.Open(ctx, file)
}

// openOnline opens the online store.
func openOnline(url string, dirs *folders, log *slog.Logger) (online.Store, error) {
	switch {
	case url == "embedded" || url == "":
		return embedded.Open(filepath.Join(dirs.state, "online"), log)
	case strings.HasPrefix(url, "redis://"), strings.HasPrefix(url, "rediss://"):
		return redis.Open(url)
	}
	return nil, fmt.Errorf("--online %s: this version knows embedded, redis:// and rediss://", url)
}

// openOffline opens the offline engine.
func openOffline(c *Config, dirs *folders, now func() time.Time, log *slog.Logger) (offline.Engine, error) {
	memory, err := bytesOf(c.Memory)
	if err != nil {
		return nil, fmt.Errorf("--memory-limit %s: %w", c.Memory, err)
	}
	temp, err := bytesOf(c.TempLimit)
	if err != nil {
		return nil, fmt.Errorf("--temp-limit %s: %w", c.TempLimit, err)
	}
	return duckdb.Open(duckdb.Config{
		HistoryDir:  filepath.Join(dirs.state, "history"),
		TempDir:     dirs.temp,
		FilesDir:    dirs.files,
		AllowDirs:   dirs.allowed,
		MemoryLimit: memory,
		TempLimit:   temp,
		Threads:     c.Threads,
		Now:         now,
		Log:         log,
	})
}
