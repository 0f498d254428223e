package parser

import "strings"

// reserved are the words that Postgres 15 lets name neither a table nor a column unless quoted.
var reserved = set(`all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create
	current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc distinct do
	else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit localtime
	localtimestamp not null offset on only or order placing primary references returning select session_user some symmetric
	table then to trailing true union unique user using variadic when where window with`)

// joinWord are the words that Postgres lets name a function or a type only.
var joinWord = set(`authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left
	like natural notnull outer overlaps right similar tablesample verbose`)

// labelNeedsAs are the words besides the reserved ones that cannot be an item's alias without AS.
var labelNeedsAs = set(`array as char character create day except fetch filter for from grant group having hour intersect into
	isnull limit minute month notnull offset on order over overlaps precision returning second to union varying where window with
	within without year`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
