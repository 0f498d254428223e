package redis

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"asof/exec/online"
	"asof/exec/online/onlinetest"
	"asof/exec/rows"
)

// BenchmarkRead reads random keys over 16 connections: 1 and 100 at a time.
func BenchmarkRead(b *testing.B) {
	_, v := count(b, onlinetest.StartRedis(b))
	const keys = 100_000
	list := make([]rows.Row, keys)
	for i := range list {
		list[i] = rows.Row{Key: []any{fmt.Sprint(i)}, EventTime: 1, Available: 1}
	}
	if _, err := v.Build(b.Context(), onlinetest.Scan(list), 10); err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1, 100} {
		b.Run(fmt.Sprint(n, " keys"), func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(8)
			b.RunParallel(func(pb *testing.PB) {
				ask := make([][]any, n)
				for pb.Next() {
					for i := range ask {
						ask[i] = []any{fmt.Sprint(rand.IntN(keys))}
					}
					if _, err := v.Read(b.Context(), ask, online.Clock{T: 10}); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}
