package duckdb

// dialect makes a client's text, which begins at byte pos of what it sent, valid in the engine's dialect: words that only
// the engine reserves are quoted where they are names (R34).
func dialect(text string, pos int) rendered {
	var b builder
	b.add(text, pos, true)
	return b.rendered()
}
