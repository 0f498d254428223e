package syscat

import "asof/catalog/sqlerr"

// hintColumn adds the column that was perhaps meant: one whose name differs little.
func (s *scope) hintColumn(err *sqlerr.Error, rel, name string) {
	type near struct {
		item *nsItem
		col  string
		far  int
	}
	best := near{far: 4} // Postgres' own limit is three edits
	second := near{far: 4}
	for at := s; at != nil; at = at.up {
		for _, it := range at.items {
			if it.rel == nil {
				continue
			}
			penalty := 0
			if rel != "" && it.name != rel {
				penalty = distance(rel, it.name)
			}
			for _, c := range it.cols {
				far := penalty + distance(name, c.name)
				if far > len(name)/2 {
					continue
				}
				switch {
				case far < best.far:
					best, second = near{it, c.name, far}, near{far: 4}
				case far == best.far && best.item != nil && second.item == nil:
					second = near{it, c.name, far}
				}
			}
		}
	}
	switch {
	case best.item == nil:
	case best.far == 0 && rel == "":
		err.WithDetail("There is a column named %q in table %q, but it cannot be referenced from this part of the query.", name, best.item.name)
	case second.item != nil:
		err.WithHint("Perhaps you meant to reference the column \"%s.%s\" or the column \"%s.%s\".", best.item.name, best.col, second.item.name, second.col)
	default:
		err.WithHint("Perhaps you meant to reference the column \"%s.%s\".", best.item.name, best.col)
	}
}

// distance is the Levenshtein distance of two names.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := last
			if a[i] != b[j] {
				next = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)]
}
