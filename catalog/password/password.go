// Package password makes and reads what proves a password without holding it: SCRAM-SHA-256 verifiers, in Postgres' form.
package password

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xdg-go/stringprep"
)

// Iterations and SaltLength are those with which verifiers are made: Postgres' own.
const (
	Iterations = 4096
	SaltLength = 16

	prefix = "SCRAM-SHA-256$"
)

// Verifier is what a server keeps of a password.
type Verifier struct {
	Iterations           int
	Salt                 []byte
	StoredKey, ServerKey []byte
}

// Parse reads SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey.
func Parse(text string) (*Verifier, bool) {
	rest, ok := strings.CutPrefix(text, prefix)
	if !ok {
		return nil, false
	}
	head, keys, ok := strings.Cut(rest, "$")
	iterations, salt, ok2 := strings.Cut(head, ":")
	stored, server, ok3 := strings.Cut(keys, ":")
	if !ok || !ok2 || !ok3 {
		return nil, false
	}
	v := &Verifier{}
	var err error
	if v.Iterations, err = strconv.Atoi(iterations); err != nil || v.Iterations < 1 {
		return nil, false
	}
	for _, part := range []struct {
		text string
		into *[]byte
	}{{salt, &v.Salt}, {stored, &v.StoredKey}, {server, &v.ServerKey}} {
		if *part.into, err = base64.StdEncoding.DecodeString(part.text); err != nil {
			return nil, false
		}
	}
	return v, len(v.Salt) > 0 && len(v.StoredKey) == sha256.Size && len(v.ServerKey) == sha256.Size
}

// String writes v as Parse reads it.
func (v *Verifier) String() string {
	b := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("%s%d:%s$%s:%s", prefix, v.Iterations, b(v.Salt), b(v.StoredKey), b(v.ServerKey))
}

// New makes the verifier of a password, with a salt from random.
func New(password string, random io.Reader) (*Verifier, error) {
	salt := make([]byte, SaltLength)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	return derive(password, salt, Iterations)
}

// Proves says whether a password is the one that v was made of.
func (v *Verifier) Proves(password string) bool {
	w, err := derive(password, v.Salt, v.Iterations)
	return err == nil && hmac.Equal(w.StoredKey, v.StoredKey)
}

func derive(password string, salt []byte, iterations int) (*Verifier, error) {
	salted, err := pbkdf2.Key(sha256.New, normal(password), salt, iterations, sha256.Size)
	if err != nil {
		return nil, err
	}
	stored := sha256.Sum256(mac(salted, "Client Key"))
	return &Verifier{Iterations: iterations, Salt: salt, StoredKey: stored[:], ServerKey: mac(salted, "Server Key")}, nil
}

// normal is a password as SASLprep has it; one that it refuses is taken as it is, as Postgres and its clients do.
func normal(password string) string {
	if p, err := stringprep.SASLprep.Prepare(password); err == nil {
		return p
	}
	return password
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
