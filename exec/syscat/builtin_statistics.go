package syscat

import (
	"math"
)

// This file has the aggregates of statistics: of floats by Youngs and Cramer's stable sums, of integers and numerics exactly.

// moments are the count, sum and sum of squared differences from the mean of one or two series.
type moments struct {
	pairs                 bool
	n                     float64
	sx, sxx, sy, syy, sxy float64
	of                    func(*moments) (float64, bool)
}

func number64(v any) float64 {
	if f, ok := v.(float32); ok {
		return float64(f)
	}
	return v.(float64)
}

// Add is given (x), or (y, x) of a pair as SQL orders them.
func (m *moments) Add(_ *Call, args []any) error {
	if args[0] == nil || m.pairs && args[1] == nil {
		return nil
	}
	x := number64(args[0])
	if !m.pairs {
		return m.addOne(x)
	}
	return m.addPair(number64(args[1]), x)
}

func (m *moments) addOne(x float64) error {
	m.n++
	m.sx += x
	if m.n == 1 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			m.sxx = math.NaN()
		}
		return nil
	}
	t := x*m.n - m.sx
	m.sxx += t * t / (m.n * (m.n - 1))
	return m.check(x, 0)
}

func (m *moments) addPair(x, y float64) error {
	m.n++
	m.sx += x
	m.sy += y
	if m.n == 1 {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			m.sxx, m.sxy = math.NaN(), math.NaN()
		}
		if math.IsNaN(y) || math.IsInf(y, 0) {
			m.syy, m.sxy = math.NaN(), math.NaN()
		}
		return nil
	}
	tx, ty := x*m.n-m.sx, y*m.n-m.sy
	scale := 1 / (m.n * (m.n - 1))
	m.sxx += tx * tx * scale
	m.syy += ty * ty * scale
	m.sxy += tx * ty * scale
	return m.check(x, y)
}

// check refuses sums that overflow; an infinite value makes them NaN.
func (m *moments) check(x, y float64) error {
	for _, s := range [...]*float64{&m.sxx, &m.syy, &m.sxy} {
		if math.IsInf(*s, 0) || math.IsInf(m.sx, 0) || math.IsInf(m.sy, 0) {
			if !math.IsInf(x, 0) && !math.IsInf(y, 0) && !math.IsInf(m.sx, 0) && !math.IsInf(m.sy, 0) {
				return floatOverflow()
			}
			*s = math.NaN()
		}
	}
	return nil
}

func (m *moments) Result(*Call) (any, error) {
	if v, ok := m.of(m); ok {
		return v, nil
	}
	return nil, nil
}

func init() {
	of := func(names string, pairs bool, f func(*moments) (float64, bool)) {
		aggregate(names, func() Aggregate { return &moments{pairs: pairs, of: f} })
	}
	root := func(f func(*moments) (float64, bool)) func(*moments) (float64, bool) {
		return func(m *moments) (float64, bool) {
			v, ok := f(m)
			return math.Sqrt(v), ok
		}
	}
	mean := func(m *moments) (float64, bool) { return m.sx / m.n, m.n > 0 }
	pop := func(m *moments) (float64, bool) { return m.sxx / m.n, m.n > 0 }
	samp := func(m *moments) (float64, bool) { return m.sxx / (m.n - 1), m.n > 1 }
	for _, typ := range [...]string{"(float4)", "(float8)"} {
		of("avg"+typ, false, mean)
		of("var_pop"+typ, false, pop)
		of("var_samp"+typ+" variance"+typ, false, samp)
		of("stddev_pop"+typ, false, root(pop))
		of("stddev_samp"+typ+" stddev"+typ, false, root(samp))
	}
	pair := func(name string, f func(*moments) (float64, bool)) { of(name+"(float8,float8)", true, f) }
	pair("regr_sxx", func(m *moments) (float64, bool) { return m.sxx, m.n > 0 })
	pair("regr_syy", func(m *moments) (float64, bool) { return m.syy, m.n > 0 })
	pair("regr_sxy", func(m *moments) (float64, bool) { return m.sxy, m.n > 0 })
	pair("regr_avgx", func(m *moments) (float64, bool) { return m.sx / m.n, m.n > 0 })
	pair("regr_avgy", func(m *moments) (float64, bool) { return m.sy / m.n, m.n > 0 })
	pair("covar_pop", func(m *moments) (float64, bool) { return m.sxy / m.n, m.n > 0 })
	pair("covar_samp", func(m *moments) (float64, bool) { return m.sxy / (m.n - 1), m.n > 1 })
	pair("corr", func(m *moments) (float64, bool) {
		return m.sxy / math.Sqrt(m.sxx*m.syy), m.n > 0 && m.sxx != 0 && m.syy != 0
	})
	pair("regr_r2", func(m *moments) (float64, bool) {
		if m.n > 0 && m.sxx != 0 && m.syy == 0 {
			return 1, true
		}
		return m.sxy * m.sxy / (m.sxx * m.syy), m.n > 0 && m.sxx != 0
	})
	pair("regr_slope", func(m *moments) (float64, bool) { return m.sxy / m.sxx, m.n > 0 && m.sxx != 0 })
	pair("regr_intercept", func(m *moments) (float64, bool) {
		return (m.sy - m.sx*m.sxy/m.sxx) / m.n, m.n > 0 && m.sxx != 0
	})
	for _, typ := range [...]string{"(int2)", "(int4)", "(int8)", "(numeric)"} {
		aggregate("var_pop"+typ, func() Aggregate { return &decimalMoments{} })
		aggregate("var_samp"+typ+" variance"+typ, func() Aggregate { return &decimalMoments{sample: true} })
		aggregate("stddev_pop"+typ, func() Aggregate { return &decimalMoments{root: true} })
		aggregate("stddev_samp"+typ+" stddev"+typ, func() Aggregate { return &decimalMoments{sample: true, root: true} })
	}
}

// decimalMoments adds up numbers and their squares exactly.
type decimalMoments struct {
	n            int64
	sum, squares decimal
	special      bool // an infinity or NaN was among them
	sample, root bool
}

func (m *decimalMoments) Add(_ *Call, args []any) (err error) {
	if args[0] == nil {
		return nil
	}
	d := toDecimal(args[0])
	m.n++
	if !finite(d) {
		m.special = true
		return nil
	}
	if m.sum.Int == nil {
		m.sum, m.squares = decimalOf(0), decimalOf(0)
	}
	if m.sum, err = addDecimal(m.sum, d); err != nil {
		return err
	}
	square, err := mulDecimal(d, d)
	if err == nil {
		m.squares, err = addDecimal(m.squares, square)
	}
	return err
}

func (m *decimalMoments) Result(*Call) (any, error) {
	if m.n == 0 || m.sample && m.n == 1 {
		return nil, nil
	}
	if m.special {
		return decimalNaN, nil
	}
	n := decimalOf(m.n)
	square, _ := mulDecimal(m.sum, m.sum)
	total, _ := mulDecimal(m.squares, n)
	diff, _ := addDecimal(total, negate(square))
	if diff.Int.Sign() <= 0 {
		return decimalOf(0), nil
	}
	by := n
	if m.sample {
		by = decimalOf(m.n - 1)
	}
	div, _ := mulDecimal(n, by)
	scale := divScale(diff, div)
	v := quotient(diff, div, scale)
	if m.root {
		return squareRoot(v, scale), nil
	}
	return v, nil
}
