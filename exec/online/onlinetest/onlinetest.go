// Package onlinetest is what every driver of the online store has to pass: the contract call by call (Run), the promise that
// reads equal a naive loop (Property), and that the test of the promise is a test (Mutants).
package onlinetest

import (
	"testing"

	"asof/exec/online"
)

// Open opens the store under test. Every call of one test opens the same store: what one handle wrote the next one reads. The
// caller closes each.
type Open func(t testing.TB) online.Store
