package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Config is what a server is told from outside. The zero value of a field is its default.
type Config struct {
	PG            string        `name:"pg" env:"ASOF_PG" default:"127.0.0.1:7432" help:"Address of the Postgres protocol."`
	HTTP          string        `name:"http" env:"ASOF_HTTP" default:"127.0.0.1:7480" help:"Address of the HTTP interface: features in JSON, metrics, health; off: none."`
	Data          string        `name:"data" env:"ASOF_DATA" default:"asof-data" help:"Folder of the server: state/ is its own, files/ is for clients."`
	Online        string        `name:"online" env:"ASOF_ONLINE" default:"embedded" help:"Online store: embedded, redis://host:port[/db] or rediss://…."`
	Catalog       string        `name:"catalog" env:"ASOF_CATALOG" help:"Where definitions are kept: sqlite:FILE (default: in the data folder)."`
	Auth          string        `name:"auth" env:"ASOF_AUTH" default:"trust" help:"How clients log in: trust (loopback addresses only), scram (passwords), cert (client certificates)."`
	Users         string        `name:"users" env:"ASOF_USERS" help:"File of the first roles, a line each: name:password or name:password:superuser, the password in the clear or as a SCRAM-SHA-256 verifier. Roles that the catalog has stay as they are."`
	AllowDir      []string      `name:"allow-dir" env:"ASOF_ALLOW_DIR" help:"Folder that SQL may read and write files in, besides files/ of the data folder. Relative paths are relative to the first."`
	Memory        string        `name:"memory-limit" env:"ASOF_MEMORY_LIMIT" help:"Memory of the offline engine, as 4GiB; it spills to disk beyond (default: 80% of the machine's)."`
	TempDir       string        `name:"temp-dir" env:"ASOF_TEMP_DIR" help:"Folder for rows that do not fit into memory (default: in the data folder)."`
	TempLimit     string        `name:"temp-limit" env:"ASOF_TEMP_LIMIT" help:"How much of it the offline engine may fill, as 100GiB (default: 90% of what its disk has left)."`
	Threads       int           `name:"threads" env:"ASOF_THREADS" help:"Threads of the offline engine (default: one per core)."`
	TLSCert       string        `name:"tls-cert" env:"ASOF_TLS_CERT" help:"File of the server's certificate, PEM: connections may be encrypted. Read again on SIGHUP."`
	TLSKey        string        `name:"tls-key" env:"ASOF_TLS_KEY" help:"File of its key, which only its owner may read."`
	TLSClientCA   string        `name:"tls-client-ca" env:"ASOF_TLS_CLIENT_CA" help:"File of the authority that signs clients' certificates."`
	TLSRequired   bool          `name:"tls-required" env:"ASOF_TLS_REQUIRED" help:"Refuse connections that are not encrypted."`
	LoginFailures int           `name:"login-failures" env:"ASOF_LOGIN_FAILURES" default:"20" help:"Failed logins of an address within a minute, beyond which it has to wait; 0: no limit."`
	MaxConns      int           `name:"max-connections" env:"ASOF_MAX_CONNECTIONS" default:"1000" help:"Clients at a time; the last three places are for superusers."`
	WriteTimeout  time.Duration `name:"write-timeout" env:"ASOF_WRITE_TIMEOUT" default:"10m" help:"How long a client may leave unread what is sent to it, before its connection and its statement end."`
	LogFormat     string        `name:"log-format" env:"ASOF_LOG_FORMAT" default:"text" enum:"text,json" help:"How the log on stderr is written: text (key=value) or json."`
	MaxRows       int64         `name:"max-rows-per-key" env:"ASOF_MAX_ROWS_PER_KEY" default:"10000" help:"Rows that the online store keeps of one key; keys with more are answered offline."`
}

// folders of a data folder, absolute.
type folders struct {
	state, files string
	temp         string   // where rows are kept that do not fit into memory
	allowed      []string // of --allow-dir: where SQL may read and write files besides files
}

// check refuses what this version does not have, and what would not be safe (R36).
func (c *Config) check() error {
	switch {
	case c.MaxConns < 0 || c.WriteTimeout < 0:
		return fmt.Errorf("--max-connections and --write-timeout cannot be negative")
	case c.MaxRows < 1:
		return fmt.Errorf("--max-rows-per-key must be at least 1")
	}
	return c.checkAccess()
}

// prepare makes the folders. The state may not lie in a folder that clients can reach.
func (c *Config) prepare() (*folders, error) {
	data, err := filepath.Abs(c.Data)
	if err != nil {
		return nil, err
	}
	f := &folders{state: filepath.Join(data, "state"), files: filepath.Join(data, "files")}
	for _, d := range []string{f.state, f.files} {
		if err := os.MkdirAll(d, 0o700); err != nil {
			return nil, err
		}
	}
	if f.state, err = filepath.EvalSymlinks(f.state); err != nil {
		return nil, err
	}
	if f.files, err = filepath.EvalSymlinks(f.files); err != nil {
		return nil, err
	}
	f.temp = filepath.Join(f.state, "tmp")
	if c.TempDir != "" {
		if f.temp, err = filepath.Abs(c.TempDir); err != nil {
			return nil, err
		}
		// A folder of this server's own, which is the same after a crash: others may have theirs beside it.
		f.temp = filepath.Join(f.temp, fmt.Sprintf("asof-%x", sha256.Sum256([]byte(f.state)))[:len("asof-")+16])
	}
	for _, d := range c.AllowDir {
		abs, err := filepath.Abs(d)
		if err != nil {
			return nil, err
		}
		if abs, err = filepath.EvalSymlinks(abs); err != nil {
			return nil, fmt.Errorf("--allow-dir %s: %w", d, err)
		}
		f.allowed = append(f.allowed, abs)
	}
	return f, f.apart()
}

// apart refuses allowed folders that hold the state.
func (f *folders) apart() error {
	for _, d := range append([]string{f.files}, f.allowed...) {
		if strings.HasPrefix(f.state+"/", strings.TrimSuffix(d, "/")+"/") {
			return fmt.Errorf("--allow-dir %s contains the server's own state in %s", d, f.state)
		}
	}
	return nil
}

// bytesOf reads a size as "4GiB", "512 MB" or a number of bytes; "" is 0.
func bytesOf(s string) (int64, error) {
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i < 0 {
		i = len(s)
	}
	factor, ok := map[string]int64{"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40}[strings.ToLower(strings.TrimSpace(s[i:]))]
	if !ok {
		return 0, fmt.Errorf("unknown unit %q", strings.TrimSpace(s[i:]))
	}
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s[:i], 10, 64)
	return n * factor, err
}
