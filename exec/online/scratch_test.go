package online_test

import (
	"testing"

	"asof/exec/online"
	"asof/exec/online/onlinetest"
)

func TestScratch(t *testing.T) {
	s := online.NewScratch()
	onlinetest.Property(t, func(testing.TB) online.Store { return s }, 20_000)
}
