package naive

// Mutant names a fault of the loop.
type Mutant string

// The faults, each a mistake that a feature store has been seen to make.
const (
	OpenLowerEdge      Mutant = "open lower edge"                 // t - W < e
	OpenUpperEdge      Mutant = "open upper edge"                 // e < t
	EdgeAtNewestRow    Mutant = "window ends at newest row"       // and does not slide with the clock
	OneRowLess         Mutant = "ROWS n without the current row"  // n rows, not n + 1
	TiesReversed       Mutant = "ties reversed"                   // the least of equal event times is newest
	LastIgnoresOrder   Mutant = "last by arrival"                 // last_value takes the row that came last
	FilterBeforeRows   Mutant = "FILTER before ROWS"              // FILTER is applied before the frame is taken
	NullPassesFilter   Mutant = "NULL passes FILTER"              //
	TTLClipsWindows    Mutant = "ttl clips windows"               // rows older than ttl fall out of frames
	TTLEdgeOutside     Mutant = "ttl edge outside"                // a row is gone at exactly its ttl
	SkipNullNewest     Mutant = "newest value that is not NULL"   // a plain column skips NULLs
	NullsIgnored       Mutant = "first and last ignore NULLs"     //
	NullsCounted       Mutant = "count counts NULLs"              //
	DistinctCountsNull Mutant = "count(DISTINCT) counts NULL"     //
	AvgCountsNull      Mutant = "avg counts NULLs"                //
	EmptyCountNull     Mutant = "count of an empty frame is NULL" //
	DuplicatesOnce     Mutant = "duplicates count once"           //
	KnownTooEarly      Mutant = "rows count before they are known"
	NaNLeast           Mutant = "NaN is the least number"
	HopIgnored         Mutant = "hop ignored"                       // edges where exact ones are
	ClosedGrid         Mutant = "a slice ends on the grid, inside"  // e = floor(t - Until) counts
	UntilIgnored       Mutant = "an older slice ends now"           //
	OpenUntil          Mutant = "an older slice is open at its end" // e < t - Until
	NthFromNewest      Mutant = "nth_value counts from the newest"  //
	ArraySkipsNulls    Mutant = "array_agg skips NULLs"             //
	ArrayOldestFirst   Mutant = "array_agg is oldest first"         //
	StringsNewestFirst Mutant = "string_agg is newest first"        //
	ModeTiesGreatest   Mutant = "ties of mode: greatest"            //
	NullIsFalse        Mutant = "bool_and takes NULL for false"     //
	PopulationIsSample Mutant = "var_pop divides by n - 1"          //
)

// Mutants are all of them.
var Mutants = []Mutant{OpenLowerEdge, OpenUpperEdge, EdgeAtNewestRow, OneRowLess, TiesReversed, LastIgnoresOrder, FilterBeforeRows,
	NullPassesFilter, TTLClipsWindows, TTLEdgeOutside, SkipNullNewest, NullsIgnored, NullsCounted, DistinctCountsNull,
	AvgCountsNull, EmptyCountNull, DuplicatesOnce, KnownTooEarly, NaNLeast, HopIgnored, ClosedGrid, UntilIgnored, OpenUntil,
	NthFromNewest, ArraySkipsNulls, ArrayOldestFirst, StringsNewestFirst, ModeTiesGreatest, NullIsFalse, PopulationIsSample}
