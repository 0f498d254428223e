package parser

// Part is one statement of a text: SQL is a slice of the text without its semicolon and without the space and comments around
// it, Offset the byte where it begins.
type Part struct {
	SQL    string
	Offset int
}

// Split cuts the text of a simple query at its semicolons. Statements without a token are left out. Errors are Tokenize's: a
// text that Postgres could not scan to its end runs none of its statements.
func Split(sql string) ([]Part, error) {
	tokens, err := Tokenize(sql)
	if err != nil {
		return nil, err
	}
	var parts []Part
	first := 0
	for i := 0; i <= len(tokens); i++ {
		if i < len(tokens) && !tokens[i].Is(";") {
			continue
		}
		if i > first {
			from, to := tokens[first].Pos, tokens[i-1].End
			parts = append(parts, Part{SQL: sql[from:to], Offset: from})
		}
		first = i + 1
	}
	return parts, nil
}
