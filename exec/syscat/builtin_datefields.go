package syscat

import (
	"asof/catalog/sqlerr"
	"asof/catalog/sqltype"
)

// This file puts together what to_date and to_timestamp have read.

// fullYear takes a year of less than four digits for one near 2020.
func fullYear(v int64, digits, width int) int64 {
	if digits >= 4 || width == 4 && digits != 2 && digits != 3 && digits != 1 || v < 0 {
		return v
	}
	switch {
	case width == 4 || digits == 4:
		return v
	case v < 70:
		return v + 2000
	case v < 100:
		return v + 1900
	case v < 520:
		return v + 2000
	case v < 1000:
		return v + 1000
	}
	return v
}

// date puts the fields of a date together, from year 1 and January the first where nothing was said.
func (f *readFields) date(source string) (int64, error) {
	bad := sqlerr.New(sqlerr.DatetimeFieldOverflow, "date/time field value out of range: \"%s\"", source)
	if f.julian >= 0 {
		return f.julian - julianEpoch, nil
	}
	year := f.year
	switch {
	case year == notRead && f.century != notRead:
		year = (f.century-1)*100 + 1
	case year == notRead:
		year = 0 // 1 BC, as the year 0 is read
	case f.bc && year > 0:
		year = 1 - year
	case year < 0:
		year++
	}
	if f.isoYear != notRead {
		week, day := max(f.isoWeek, 1), max(f.isoDay, 1)
		fourth := sqltype.Civil{Year: f.isoYear, Month: 1, Day: 4}.Days()
		return fourth - weekday(fourth) + (week-1)*7 + day - 1, nil
	}
	month, day := f.month, f.day
	if f.dayOfYear >= 0 && month < 0 {
		return sqltype.Civil{Year: year, Month: 1, Day: 1}.Days() + f.dayOfYear - 1, nil
	}
	if f.week >= 0 && month < 0 {
		return sqltype.Civil{Year: year, Month: 1, Day: 1}.Days() + (f.week-1)*7, nil
	}
	if f.monthWeek >= 0 && day < 0 {
		day = (f.monthWeek-1)*7 + 1
	}
	if month < 0 {
		month = 1
	}
	if day < 0 {
		day = 1
	}
	if month < 1 || month > 12 || day < 1 || day > sqltype.DaysInMonth(year, month) {
		return 0, bad
	}
	return sqltype.Civil{Year: year, Month: month, Day: day}.Days(), nil
}

func (f *readFields) clock(source string) (int64, error) {
	hour := max(f.hour, 0)
	if f.twelve || f.meridiem {
		if hour < 1 && f.hour >= 0 || hour > 12 {
			return 0, sqlerr.New(sqlerr.InvalidDatetimeFormat, "hour \"%d\" is invalid for the 12-hour clock", hour).
				WithHint("Use the 24-hour clock, or give an hour between 1 and 12.")
		}
		switch {
		case f.pm && hour < 12:
			hour += 12
		case !f.pm && f.meridiem && hour == 12:
			hour = 0
		}
	}
	if f.seconds >= 0 {
		return f.seconds*usPerSecond + f.us, nil
	}
	if hour > 23 && !(hour == 24 && f.minute == 0 && f.second == 0) || f.minute > 59 || f.minute < 0 || f.second > 59 || f.second < 0 {
		return 0, sqlerr.New(sqlerr.DatetimeFieldOverflow, "date/time field value out of range: \"%s\"", source)
	}
	return hour*usPerHour + f.minute*usPerMinute + f.second*usPerSecond + f.us, nil
}
