package syscat

import (
	"cmp"
	"strings"

	"asof/catalog/sqltype"
)

// compareJSONB orders: null, string, number, false, true, array, object; containers by their size first.
func compareJSONB(a, b string) (int, error) {
	x, err := readJSONB(a)
	if err != nil {
		return 0, err
	}
	y, err := readJSONB(b)
	if err != nil {
		return 0, err
	}
	return compareTrees(x, y, true), nil
}

func compareTrees(x, y *jsonValue, top bool) int {
	if x.kind != y.kind {
		// At the top an empty array is below everything: a scalar counts there as an array of one.
		if top && (x.kind == jsonArray || y.kind == jsonArray) && x.kind != jsonObject && y.kind != jsonObject {
			return compareToArray(x, y)
		}
		return cmp.Compare(x.kind, y.kind)
	}
	switch x.kind {
	case jsonString:
		return strings.Compare(x.str, y.str)
	case jsonNumber:
		return compareDecimal(numberOf(x.str), numberOf(y.str))
	case jsonArray, jsonObject:
		if n := cmp.Compare(len(x.items), len(y.items)); n != 0 {
			return n
		}
		for i := range x.items {
			if x.kind == jsonObject {
				if n := strings.Compare(x.keys[i], y.keys[i]); n != 0 {
					return n
				}
			}
			if n := compareTrees(x.items[i], y.items[i], false); n != 0 {
				return n
			}
		}
	}
	return 0
}

func compareToArray(x, y *jsonValue) int {
	if x.kind == jsonArray && len(x.items) == 0 {
		return -1
	}
	if y.kind == jsonArray && len(y.items) == 0 {
		return 1
	}
	return cmp.Compare(x.kind, y.kind)
}

// numberOf reads the digits of a number that is known to be one.
func numberOf(s string) decimal {
	v, err := sqltype.ParseText(sqltype.Of(sqltype.Numeric), s, sqltype.ISO)
	if err != nil {
		panic("syscat: " + err.Error())
	}
	return v.(decimal)
}
