package plan

// Advice is what a definition or a query would be better with. It changes nothing.
type Advice struct {
	Code          string // stable: docs/advice.md lists them
	Message, Hint string
}

// The codes of advice.
const (
	LabelInWindow  = "A001" // the rows that ask are among the rows that count
	NoAvailability = "A002" // rows were measured to come late, and the source does not say so
	BeyondData     = "A003" // the spine asks for times that the data does not reach
	LongWindow     = "A004" // a window keeps many rows
	OtherKeyType   = "A005" // a key has another type than the source's column
)
