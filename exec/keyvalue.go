package exec

import (
	"math"
	"math/big"
	"slices"
	"strconv"

	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
	"asof/exec/online"
	"asof/exec/rows"
	"asof/planner/plan"
)

// keyTuples evaluates a key list: the cross product of its terms, in order, without NULLs and duplicates (R18). Each tuple has a
// value for each key of the target, of the key's type.
func keyTuples(q *plan.Query, t *plan.Target, list plan.KeyList, in rows.Input) ([][]any, error) {
	if len(list) == 1 && wholeKeys(t, list[0].Cols) {
		tuples, err := termValues(q, t, list[0], in)
		if err != nil || len(tuples) < 2 {
			return tuples, err
		}
		if len(tuples) > maxKeys {
			return nil, tooManyKeys()
		}
		return distinctKeys(keyTypes(t), tuples)
	}
	tuples := [][]any{make([]any, len(t.Keys))}
	for _, term := range list {
		values, err := termValues(q, t, term, in)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 && len(tuples) > maxKeys/len(values) {
			return nil, tooManyKeys()
		}
		next := make([][]any, 0, len(tuples)*len(values))
		for _, left := range tuples {
			for _, v := range values {
				k := append([]any(nil), left...)
				for i, col := range term.Cols {
					k[col] = v[i]
				}
				next = append(next, k)
			}
		}
		tuples = next
	}
	if len(tuples) == 1 {
		return tuples, nil
	}
	return distinctKeys(keyTypes(t), tuples)
}

// wholeKeys says whether columns are those of the target's keys, in order.
func wholeKeys(t *plan.Target, cols []int) bool {
	for i, c := range cols {
		if c != i {
			return false
		}
	}
	return len(cols) == len(t.Keys)
}

// maxKeys is how many keys a statement may ask for: the product of its lists would otherwise be bounded by memory alone.
const maxKeys = 1_000_000

func tooManyKeys() error {
	return sqlerr.New(sqlerr.ProgramLimitExceeded, "the statement asks for more than %d keys", maxKeys).
		WithHint("Read them in several statements, or join a list of rows that have the keys.")
}

func keyTypes(t *plan.Target) []sqltype.Type {
	types := make([]sqltype.Type, len(t.Keys))
	for i, k := range t.Keys {
		types[i] = k.Type
	}
	return types
}

// distinctKeys drops later tuples equal to earlier ones.
func distinctKeys(types []sqltype.Type, tuples [][]any) ([][]any, error) {
	// The texts of all keys are one string, of which the map has parts.
	var all []byte
	ends := make([]int, len(tuples))
	for i, k := range tuples {
		var err error
		if all, _, err = online.EncodeKey(all, online.Space{}, types, k); err != nil {
			return nil, err
		}
		ends[i] = len(all)
	}
	seen, texts, from := make(map[string]bool, len(tuples)), string(all), 0
	out := tuples[:0]
	for i, k := range tuples {
		text := texts[from:ends[i]]
		if from = ends[i]; !seen[text] {
			seen[text] = true
			out = append(out, k)
		}
	}
	return out, nil
}

// termValues evaluates one term: a list of tuples, those that can match no key left out.
func termValues(q *plan.Query, t *plan.Target, term plan.KeyTerm, in rows.Input) ([][]any, error) {
	var out [][]any
	for _, tuple := range term.Tuples {
		if len(tuple) == 1 && tuple[0].Array {
			elems, err := arrayValues(tuple[0], t.Keys[term.Cols[0]], in)
			if err != nil {
				return nil, placed(q, tuple[0], err)
			}
			out = slices.Grow(out, len(elems))
			for i, e := range elems {
				if e != nil {
					out = append(out, elems[i:i+1:i+1])
				}
			}
			continue
		}
		values, ok := make([]any, len(tuple)), true
		for i, kv := range tuple {
			v, err := keyValue(kv, t.Keys[term.Cols[i]], in)
			if err != nil {
				return nil, placed(q, kv, err)
			}
			values[i], ok = v, ok && v != nil
		}
		if ok {
			out = append(out, values)
		}
	}
	return out, nil
}

// placed is err with the place of the value that it is about.
func placed(q *plan.Query, kv plan.KeyValue, err error) error {
	if e := sqlerr.From(err); e.Position == 0 && e.Code != sqlerr.Internal {
		at := *e
		return at.At(q.Characters(kv.Pos))
	}
	return err
}

// keyValue evaluates one constant as a value of a key: nil if it is NULL or equals no value of the key's type.
func keyValue(kv plan.KeyValue, key plan.Column, in rows.Input) (any, error) {
	v, from, err := constant(kv, unknown(key.Type), in)
	if err != nil {
		return nil, err
	}
	return toKey(v, from, key)
}

// constant is the value of a constant and its type: that of its cast, or, of a string without one, unknown.
func constant(kv plan.KeyValue, unknown sqltype.Type, in rows.Input) (any, sqltype.Type, error) {
	to := unknown
	if kv.Cast != "" {
		var ok bool
		if to, ok = sqltype.Parse(kv.Cast); !ok {
			return nil, to, sqlerr.New(sqlerr.UndefinedObject, "type %q does not exist", kv.Cast)
		}
	}
	var v any
	var err error
	from := to
	switch {
	case kv.Null:
	case kv.Param > 0:
		v, from = in.Args[kv.Param-1], in.Types[kv.Param-1]
	case kv.Quoted:
		v, err = sqltype.ParseText(to, kv.Literal, sqltype.ISO)
	case kv.Bool:
		v, from = kv.Literal == "true", sqltype.Of(sqltype.Bool)
	default:
		from = numberType(kv.Literal)
		v, err = sqltype.ParseText(from, kv.Literal, sqltype.ISO)
	}
	if err == nil && kv.Cast != "" && !kv.Quoted {
		v, err = castValue(v, from, to)
		from = to
	}
	return v, from, err
}

// numberType is the type of a number as written.
func numberType(literal string) sqltype.Type {
	n, err := strconv.ParseInt(literal, 10, 64)
	switch {
	case err != nil:
		return sqltype.Of(sqltype.Numeric)
	case n == int64(int32(n)):
		return sqltype.Of(sqltype.Int4)
	}
	return sqltype.Of(sqltype.Int8)
}

// arrayValues evaluates = ANY (list), or the list of unnest(list); an element is nil if it can match no key.
func arrayValues(kv plan.KeyValue, key plan.Column, in rows.Input) ([]any, error) {
	if kv.Elems != nil {
		return elementValues(kv, key, in)
	}
	list, from, err := constant(kv, sqltype.ArrayOf(unknown(key.Type)), in)
	if err != nil || list == nil {
		return nil, err
	}
	elems, ok := list.([]any)
	if !ok {
		return nil, sqlerr.New(sqlerr.DatatypeMismatch, "op ANY/ALL (array) requires array on right side")
	}
	return elementKeys(nil, elems, from.Elem(), key)
}

// elementKeys adds the elements of an array to out, as values of a key: those of every dimension, as ANY and unnest see them.
func elementKeys(out, elems []any, from sqltype.Type, key plan.Column) ([]any, error) {
	for _, e := range elems {
		var err error
		if nested, ok := e.([]any); ok {
			out, err = elementKeys(out, nested, from, key)
		} else if e, err = toKey(e, from, key); err == nil {
			out = append(out, e)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// elementValues evaluates ARRAY[…].
func elementValues(kv plan.KeyValue, key plan.Column, in rows.Input) ([]any, error) {
	out := make([]any, 0, len(kv.Elems))
	for _, e := range kv.Elems {
		v, err := keyValue(e, key, in)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// toKey makes a value comparable to a key: of the key's type, as SQL's = would compare them (R6); nil if nothing of the key's
// type equals it. Types that = does not compare are 42883.
func toKey(v any, from sqltype.Type, key plan.Column) (any, error) {
	if d, ok := v.(sqltype.Decimal); ok && key.Type.ID == sqltype.Numeric {
		return decimalKey(d, key.Type), nil
	}
	if v == nil || from == key.Type {
		return v, nil
	}
	switch f, to := from.ID, key.Type.ID; {
	case from.Array:
	case f == to, isText(f) && isText(to), isStamp(f) && isStamp(to):
		return v, nil
	case isInt(f) && isInt(to):
		return inRange(v.(int64), to), nil
	case isInt(f) && to == sqltype.Numeric:
		return decimalKey(sqltype.Decimal{Int: big.NewInt(v.(int64))}, key.Type), nil
	case f == sqltype.Numeric && isInt(to):
		return wholeNumber(v.(sqltype.Decimal), to), nil
	case (f == sqltype.Float4 || f == sqltype.Float8) && (isInt(to) || to == sqltype.Numeric):
		return fromFloat(v, key.Type), nil
	case f == sqltype.Date && isStamp(to):
		return dayStart(v.(sqltype.Days)), nil
	case isStamp(f) && to == sqltype.Date:
		return wholeDay(v.(sqltype.Micros)), nil
	}
	return nil, sqlerr.New(sqlerr.UndefinedFunction, "operator does not exist: %s = %s", key.Type, from).
		WithHint("Key %q is of type %s: cast the value.", key.Name, key.Type)
}

func isInt(id sqltype.ID) bool {
	return id == sqltype.Int2 || id == sqltype.Int4 || id == sqltype.Int8 || id == sqltype.OID
}
func isText(id sqltype.ID) bool {
	return id == sqltype.Text || id == sqltype.Name || id == sqltype.Char
}
func isStamp(id sqltype.ID) bool { return id == sqltype.Timestamp || id == sqltype.TimestampTZ }

// inRange is n if the integer type holds it, else nil.
func inRange(n int64, to sqltype.ID) any {
	switch {
	case to == sqltype.Int2 && n != int64(int16(n)), to == sqltype.Int4 && n != int64(int32(n)):
		return nil
	}
	return n
}

func wholeNumber(d sqltype.Decimal, to sqltype.ID) any {
	if d.Special != sqltype.Finite || d.Int == nil {
		return nil
	}
	n := new(big.Int).Set(d.Int)
	if d.Scale > 0 {
		var rest big.Int
		n.QuoRem(n, tenTo(d.Scale), &rest)
		if rest.Sign() != 0 {
			return nil
		}
	}
	if !n.IsInt64() {
		return nil
	}
	return inRange(n.Int64(), to)
}

// unknown is the type that a string without a cast is read as where it is compared with a key: the key's, but a numeric's own
// digits count, more than the key keeps of them.
func unknown(key sqltype.Type) sqltype.Type {
	if key.ID == sqltype.Numeric {
		return sqltype.Of(sqltype.Numeric)
	}
	return key
}

// decimalKey is d with the scale that the key's values are printed with; nil if the key's type cannot hold it exactly.
func decimalKey(d sqltype.Decimal, to sqltype.Type) any {
	if d.Special != sqltype.Finite || d.Int == nil {
		return nil
	}
	if to.Precision == 0 {
		return d
	}
	c, err := d.Constrain(to.Precision, to.Scale)
	if err != nil || d.Scale > c.Scale && new(big.Int).Mul(c.Int, tenTo(d.Scale-c.Scale)).Cmp(d.Int) != 0 {
		return nil
	}
	return c
}

func tenTo(n int32) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

func fromFloat(v any, t sqltype.Type) any {
	to := t.ID
	f, ok := v.(float64)
	if !ok {
		f = float64(v.(float32))
	}
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	if to == sqltype.Numeric {
		d, _ := sqltype.ParseText(sqltype.Of(sqltype.Numeric), strconv.FormatFloat(f, 'f', -1, 64), sqltype.ISO)
		return decimalKey(d.(sqltype.Decimal), t)
	}
	if f != math.Trunc(f) || math.Abs(f) >= 1<<63 {
		return nil
	}
	return inRange(int64(f), to)
}

const microsPerDay = 24 * 3600 * 1_000_000

func dayStart(d sqltype.Days) any {
	switch d {
	case sqltype.InfinityDays:
		return sqltype.Infinity
	case sqltype.NegInfinityDays:
		return sqltype.NegInfinity
	}
	return sqltype.Micros(int64(d) * microsPerDay)
}

func wholeDay(m sqltype.Micros) any {
	if m%microsPerDay != 0 {
		return nil
	}
	return sqltype.Days(m / microsPerDay)
}
