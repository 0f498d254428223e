// Package flights is a real data set for the demo and the tests: two weeks of US domestic flights, with the statements that
// make features of them. README.md says where the data come from; make.py makes them anew.
package flights

import _ "embed" // the files below are part of the program, so that the demo needs nothing but itself

// Rows is the number of flights in Parquet.
const Rows = 228738

// Parquet is the data: flight_id bigint, departed_at and landed_at timestamptz, origin and destination text, distance (miles)
// and delay (minutes) int, in the order of departed_at, which runs from 2001-01-01 00:01 to 2001-01-14 23:59 UTC.
//
//go:embed flights.parquet
var Parquet []byte

// The demo's statements, in the order they are run: the definitions over a file flights.parquet, the load of the online store,
// three online reads, and a training set (its spine, then the point-in-time join).
var (
	//go:embed define.sql
	Define string
	//go:embed refresh.sql
	Refresh string
	//go:embed online.sql
	Online string
	//go:embed training.sql
	Training string
)
