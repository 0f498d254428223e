package plan

// Copy says what COPY to or from the client copies, and how. Delimiter, Quote and Escape are one byte each.
type Copy struct {
	In      bool
	Table   string
	Columns []string // nil: all

	Format                         string // "text", "csv" or "binary"
	Delimiter, Null, Quote, Escape string
	Header, Match                  bool
	Latin1                         bool

	ForceQuote, ForceNotNull, ForceNull []string
	ForceQuoteAll                       bool
}

// CopyOut sends the rows of a query to the client: COPY … TO STDOUT. With Copy.Columns, these of its columns.
type CopyOut struct {
	Copy
	Query Node
}

// CopyIn takes rows of the client into a temp table: COPY … FROM STDIN. Those for which Where does not hold are left out.
type CopyIn struct {
	Copy
	SQL   string // the client's text, which positions in Where are of
	Where []Piece
}

func (*CopyOut) node() {}
func (*CopyIn) node()  {}
