package sqltype

import (
	"strings"
	"time"
)

// This file has the words of the calendar.

// wordKind says what a word of the calendar means.
type wordKind uint8

const (
	monthWord wordKind = iota
	ignoredWord
	meridiemWord // 0 am, 12 pm
	eraWord      // 1 bc
	specialWord  // stands for a whole date
	julianWord
	timeWord // the T between an ISO date and its time
	unitWord // of intervals; in a date it is wrong
)

type word struct {
	kind  wordKind
	value int64
}

var dateWords = func() map[string]word {
	m := map[string]word{
		"sept": {monthWord, 9}, "am": {meridiemWord, 0}, "pm": {meridiemWord, 12}, "ad": {eraWord, 0}, "bc": {eraWord, 1},
		"at": {kind: ignoredWord}, "on": {kind: ignoredWord}, "t": {kind: timeWord},
		"j": {kind: julianWord}, "jd": {kind: julianWord}, "julian": {kind: julianWord},
		"tues": {kind: ignoredWord}, "weds": {kind: ignoredWord}, "thur": {kind: ignoredWord}, "thurs": {kind: ignoredWord},
	}
	for _, w := range strings.Fields("epoch infinity -infinity now today tomorrow yesterday allballs") {
		m[w] = word{kind: specialWord}
	}
	for _, w := range strings.Fields("d h m mm s y dow doy dst isodow isoyear") {
		m[w] = word{kind: unitWord}
	}
	for i := range 12 {
		name := strings.ToLower(time.Month(i + 1).String())
		m[truncateWord(name)] = word{monthWord, int64(i + 1)}
		m[name[:3]] = word{monthWord, int64(i + 1)}
	}
	for i := range 7 {
		name := strings.ToLower(time.Weekday(i).String())
		m[truncateWord(name)] = word{kind: ignoredWord}
		m[name[:3]] = word{kind: ignoredWord}
	}
	return m
}()
