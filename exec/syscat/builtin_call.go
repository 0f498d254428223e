package syscat

import (
	"asof/catalog/sqlerr"
)

// This file makes builtins of plain Go functions, so that their tables read like a list.

// fn0 to fn4 make a builtin of a function of so many arguments that cannot fail; the e beside them are for those that can, and the c
// for those that need the session.
func fn1[A, R any](f func(A) R) Func {
	return func(_ *Call, a []any) (any, error) { return f(a[0].(A)), nil }
}

func fn1e[A, R any](f func(A) (R, error)) Func {
	return func(_ *Call, a []any) (any, error) { return result(f(a[0].(A))) }
}

func fn1c[A, R any](f func(*Call, A) (R, error)) Func {
	return func(c *Call, a []any) (any, error) { return result(f(c, a[0].(A))) }
}

func fn2[A, B, R any](f func(A, B) R) Func {
	return func(_ *Call, a []any) (any, error) { return f(a[0].(A), a[1].(B)), nil }
}

func fn2e[A, B, R any](f func(A, B) (R, error)) Func {
	return func(_ *Call, a []any) (any, error) { return result(f(a[0].(A), a[1].(B))) }
}

func fn2c[A, B, R any](f func(*Call, A, B) (R, error)) Func {
	return func(c *Call, a []any) (any, error) { return result(f(c, a[0].(A), a[1].(B))) }
}

func fn3[A, B, C, R any](f func(A, B, C) R) Func {
	return func(_ *Call, a []any) (any, error) { return f(a[0].(A), a[1].(B), a[2].(C)), nil }
}

func fn3e[A, B, C, R any](f func(A, B, C) (R, error)) Func {
	return func(_ *Call, a []any) (any, error) { return result(f(a[0].(A), a[1].(B), a[2].(C))) }
}

func fn3c[A, B, C, R any](f func(*Call, A, B, C) (R, error)) Func {
	return func(c *Call, a []any) (any, error) { return result(f(c, a[0].(A), a[1].(B), a[2].(C))) }
}

func fn4e[A, B, C, D, R any](f func(A, B, C, D) (R, error)) Func {
	return func(_ *Call, a []any) (any, error) {
		return result(f(a[0].(A), a[1].(B), a[2].(C), a[3].(D)))
	}
}

// result keeps a value of an error from looking like a result.
func result[R any](v R, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// comparisons registers the six operators of an order under their names, as "int4" + "eq".
func comparisons[A, B any](prefix, suffix string, compare func(A, B) int) {
	for name, holds := range map[string]func(int) bool{
		"eq": func(n int) bool { return n == 0 },
		"ne": func(n int) bool { return n != 0 },
		"lt": func(n int) bool { return n < 0 },
		"le": func(n int) bool { return n <= 0 },
		"gt": func(n int) bool { return n > 0 },
		"ge": func(n int) bool { return n >= 0 },
	} {
		register(map[string]Func{prefix + name + suffix: fn2(func(a A, b B) bool { return holds(compare(a, b)) })})
	}
}

// extremes registers the functions behind max and min.
func extremes[A any](larger, smaller string, compare func(A, A) int) {
	register(map[string]Func{
		larger: fn2(func(a, b A) A {
			if compare(a, b) > 0 {
				return a
			}
			return b
		}),
		smaller: fn2(func(a, b A) A {
			if compare(a, b) < 0 {
				return a
			}
			return b
		}),
	})
}

// order makes the support function of a B-tree: below 0, 0, above 0.
func order[A, B any](compare func(A, B) int) Func {
	return fn2(func(a A, b B) int64 { return int64(compare(a, b)) })
}

func outOfRange(typ string) *sqlerr.Error {
	return sqlerr.New(sqlerr.NumericValueOutOfRange, "%s out of range", typ)
}

func divisionByZero() *sqlerr.Error {
	return sqlerr.New(sqlerr.DivisionByZero, "division by zero")
}

func invalidParameter(format string, args ...any) *sqlerr.Error {
	return sqlerr.New(sqlerr.InvalidParameterValue, format, args...)
}
