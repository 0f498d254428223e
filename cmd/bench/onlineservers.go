package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/redis/go-redis/v9"
)

// Databases of the one Redis: asof's entries, Feast's, and those of the bare Redis.
const (
	asofDB = iota
	feastDB
	hashDB
	stringDB
)

// onlineServers are both sides of an online case, loaded with the same features.
type onlineServers struct {
	bench               *bench
	what                *onlineCase
	redis               *process
	redisAddr           string
	embedded, overRedis *asofServer
	postgres            *postgres
	feast               *feastServer // nil without Python
	bytes               *table       // what an entity takes in Redis
	started             []func()     // ends them
}

// startOnline starts and loads every side, and checks that all answer alike.
func (b *bench) startOnline(ctx context.Context, what *onlineCase) (s *onlineServers, err error) {
	if _, err := b.makeParquet(ctx, what.file, what.events); err != nil {
		return nil, err
	}
	s = &onlineServers{bench: b, what: what, bytes: &table{Title: fmt.Sprintf("%d features of an entity in Redis", len(what.features)),
		Columns: []column{{Key: "bytes", Name: "memory", Unit: "bytes", Brief: true}}}}
	defer func() {
		if err != nil {
			s.stop()
		}
	}()
	if s.redis, s.redisAddr, err = b.startRedis(ctx); err != nil {
		return s, err
	}
	s.started = append(s.started, func() { s.redis.stop(syscall.SIGTERM) })
	if s.postgres, err = b.startPostgres(ctx); err != nil {
		return s, err
	}
	s.started = append(s.started, func() { s.postgres.stop(syscall.SIGINT) })
	if err := what.loadPostgres(ctx, b, s.postgres); err != nil {
		return s, err
	}
	if s.embedded, err = s.startAsof(ctx, "embedded"); err != nil {
		return s, err
	}
	err = s.weigh(ctx, "asof", func() (err error) {
		s.overRedis, err = s.startAsof(ctx, fmt.Sprintf("redis://%s/%d", s.redisAddr, asofDB))
		return err
	})
	if err != nil {
		return s, err
	}
	return s, s.loadRivals(ctx)
}

// startAsof starts a server over an online store, and loads it.
func (s *onlineServers) startAsof(ctx context.Context, store string) (*asofServer, error) {
	kind, _, _ := strings.Cut(store, ":")
	data := s.bench.path("data-" + kind)
	if err := os.RemoveAll(data); err != nil {
		return nil, err
	}
	a, err := s.bench.startAsof(ctx, data, "--online", store)
	if err != nil {
		return nil, err
	}
	s.started = append(s.started, func() { a.stop(syscall.SIGTERM) })
	if err := s.what.loadAsof(ctx, a); err != nil {
		return nil, err
	}
	return a, s.what.check(ctx, a, s.postgres)
}

// loadRivals fills the Redis of those who read finished values from it. Features that are computed at the read have none there.
func (s *onlineServers) loadRivals(ctx context.Context) (err error) {
	if s.what.now != "" {
		return nil
	}
	if s.bench.Python != "" {
		err := s.weigh(ctx, "Feast", func() (err error) {
			s.feast, err = s.bench.startFeast(ctx, s.what, s.redisAddr)
			return err
		})
		if err != nil {
			return err
		}
		s.started = append(s.started, func() { s.feast.stop(syscall.SIGTERM) })
	}
	if err := s.weigh(ctx, "a hash of fields", func() error { return s.fill(ctx, hashDB) }); err != nil {
		return err
	}
	return s.weigh(ctx, "a string of packed values", func() error { return s.fill(ctx, stringDB) })
}

// weigh notes what Redis holds more for each entity after load.
func (s *onlineServers) weigh(ctx context.Context, name string, load func() error) error {
	before, err := s.usedMemory(ctx)
	if err != nil {
		return err
	}
	if err := load(); err != nil {
		return err
	}
	after, err := s.usedMemory(ctx)
	s.bytes.Rows = append(s.bytes.Rows, tableRow{Name: name, Figures: [][]float64{{(after - before) / float64(s.what.keys)}}})
	return err
}

func (s *onlineServers) usedMemory(ctx context.Context) (float64, error) {
	client := redis.NewClient(&redis.Options{Addr: s.redisAddr})
	defer client.Close()
	info, err := client.Info(ctx, "memory").Result()
	if err != nil {
		return 0, err
	}
	for text := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(text, "used_memory:"); ok {
			return strconv.ParseFloat(strings.TrimSpace(value), 64)
		}
	}
	return 0, fmt.Errorf("Redis does not tell its memory")
}

// fill writes the rows of the case into a database of the bare Redis: each number is eight bytes.
func (s *onlineServers) fill(ctx context.Context, database int) error {
	db, err := openDuckDB()
	if err != nil {
		return err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, fmt.Sprintf(s.what.table, "'"+s.bench.path("files", s.what.file)+"'"))
	if err != nil {
		return err
	}
	defer rows.Close()
	client := redis.NewClient(&redis.Options{Addr: s.redisAddr, DB: database})
	defer client.Close()
	const batch = 1000
	pipe := client.Pipeline()
	row, into := make([]any, 1+len(s.what.features)), make([]any, 1+len(s.what.features))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		var packed []byte
		fields := map[string]any{}
		for i, name := range s.what.features {
			at := len(packed)
			switch v := row[1+i].(type) {
			case float64:
				packed = binary.LittleEndian.AppendUint64(packed, math.Float64bits(v))
			case int64:
				packed = binary.LittleEndian.AppendUint64(packed, uint64(v))
			default:
				return fmt.Errorf("%s: the bare Redis holds no %T", name, v)
			}
			fields[name] = packed[at:]
		}
		if database == hashDB {
			pipe.HSet(ctx, fmt.Sprintf(hashKey, row[0]), fields)
		} else {
			pipe.Set(ctx, fmt.Sprintf(stringKey, row[0]), packed, 0)
		}
		if pipe.Len() >= batch {
			if _, err := pipe.Exec(ctx); err != nil {
				return err
			}
		}
	}
	if pipe.Len() > 0 {
		if _, err := pipe.Exec(ctx); err != nil {
			return err
		}
	}
	return rows.Err()
}

// stop ends all servers.
func (s *onlineServers) stop() {
	for _, end := range s.started {
		end()
	}
}
