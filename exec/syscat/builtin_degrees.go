package syscat

import "math"

// This file has the circular functions of degrees, which are exact where schools teach them to be: each is scaled by its own value at a
// known angle.

var (
	radiansPerDegree = 0.0174532925199432957692
	sin30            = math.Sin(30 * radiansPerDegree)
	oneMinusCos60    = 1 - math.Cos(60*radiansPerDegree)
	asinHalf         = math.Asin(0.5)
	acosHalf         = math.Acos(0.5)
	tan45            = sinQuadrant(45) / cosQuadrant(45)
	cot45            = cosQuadrant(45) / sinQuadrant(45)
)

func sinSmall(x float64) float64 { return math.Sin(x*radiansPerDegree) / sin30 / 2 }

func cosSmall(x float64) float64 { return 1 - (1-math.Cos(x*radiansPerDegree))/oneMinusCos60/2 }

// sinQuadrant and cosQuadrant are of 0 to 90 degrees.
func sinQuadrant(x float64) float64 {
	if x <= 30 {
		return sinSmall(x)
	}
	return cosSmall(90 - x)
}

func cosQuadrant(x float64) float64 {
	if x <= 60 {
		return cosSmall(x)
	}
	return sinSmall(90 - x)
}

func sinDegrees(x float64) float64 {
	x = math.Mod(x, 360)
	sign := 1.0
	if x < 0 {
		x, sign = -x, -1
	}
	if x > 180 {
		x, sign = 360-x, -sign
	}
	if x > 90 {
		x = 180 - x
	}
	return sign * sinQuadrant(x)
}

func cosDegrees(x float64) float64 {
	x = math.Abs(math.Mod(x, 360))
	sign := 1.0
	if x > 180 {
		x = 360 - x
	}
	if x > 90 {
		x, sign = 180-x, -1
	}
	return sign * cosQuadrant(x)
}

// halfTurn brings an angle to the first quadrant, for functions that change their sign in every second one.
func halfTurn(x float64) (angle, sign float64) {
	x = math.Mod(x, 360)
	sign = 1
	if x < 0 {
		x, sign = -x, -1
	}
	if x > 180 {
		x, sign = 360-x, -sign
	}
	if x > 90 {
		x, sign = 180-x, -sign
	}
	return x, sign
}

func tanDegrees(x float64) float64 {
	x, sign := halfTurn(x)
	return noNegativeZero(sign * (sinQuadrant(x) / cosQuadrant(x) / tan45))
}

func cotDegrees(x float64) float64 {
	x, sign := halfTurn(x)
	return noNegativeZero(sign * (cosQuadrant(x) / sinQuadrant(x) / cot45))
}

func noNegativeZero(x float64) float64 {
	if x == 0 {
		return 0
	}
	return x
}

// asinPositive is of 0 to 1.
func asinPositive(x float64) float64 {
	if x <= 0.5 {
		return math.Asin(x) / asinHalf * 30
	}
	return 90 - math.Acos(x)/acosHalf*60
}

func asinDegrees(x float64) float64 {
	if x < 0 {
		return -asinPositive(-x)
	}
	return asinPositive(x)
}

func acosDegrees(x float64) float64 {
	switch {
	case x < 0:
		return 90 + asinPositive(-x)
	case x <= 0.5:
		return 90 - math.Asin(x)/asinHalf*30
	}
	return math.Acos(x) / acosHalf * 60
}
