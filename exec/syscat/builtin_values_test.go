package syscat

import (
	"slices"
	"strings"
)

// edgeValues are texts of each type that tests make arguments of.
var edgeValues = map[uint32][]string{
	oidBool:        {"t", "f"},
	oidInt2:        {"0", "1", "-1", "7", "-13", "32767", "-32768"},
	oidInt4:        {"0", "1", "-1", "7", "-13", "100", "2147483647", "-2147483648"},
	oidInt8:        {"0", "1", "-1", "7", "-13", "5000000000", "9223372036854775807", "-9223372036854775808"},
	oidOID:         {"0", "1", "16384", "4294967295"},
	oidFloat4:      {"0", "-0", "1", "-1.5", "2.5", "3.4e38", "1e-45", "NaN", "Infinity", "-Infinity", "0.1"},
	oidFloat8:      {"0", "-0", "1", "-1.5", "2.5", "0.5", "1e308", "5e-324", "NaN", "Infinity", "-Infinity", "0.1", "1e15", "123456.789"},
	oidNumeric:     {"0", "1", "-1", "1.50", "-2.5", "0.0001", "12345678901234567890.123", "99999", "10000", "NaN", "Infinity", "-Infinity", "0.00", "3"},
	oidText:        {"", "a", "abc", "ABC def", "héllo wörld", "  x  ", "a,b,,c", "%", "日本語", "NULL", `back\slash`, "O'Neil"},
	oidName:        {"", "a", "abc", "pg_class", "Name With Space"},
	oidVarchar:     {"", "a", "abc  ", "ABC"},
	oidBpchar:      {"", "a", "a  ", "abc", "ABC "},
	oidChar:        {"", "a", "Z", "r"},
	oidBytea:       {`\x`, `\x00`, `\x616263`, `\xff00fe`, `\x5c27`},
	oidDate:        {"2000-01-01", "1999-12-31", "2024-02-29", "1970-01-01", "0044-03-15 BC", "infinity", "-infinity", "2023-11-05"},
	oidTime:        {"00:00:00", "12:34:56.789", "23:59:59.999999", "24:00:00"},
	oidTimeTZ:      {"00:00:00+00", "12:34:56.789-05", "23:59:59.999999+05:30", "24:00:00-08"},
	oidTimestamp:   {"2000-01-01 00:00:00", "1999-12-31 23:59:59.999999", "2024-02-29 12:34:56.5", "2023-03-12 02:30:00", "2023-11-05 01:30:00", "0044-03-15 10:00:00 BC", "infinity", "-infinity"},
	oidTimestampTZ: {"2000-01-01 00:00:00+00", "1999-12-31 23:59:59.999999+00", "2024-02-29 12:34:56.5+00", "2023-03-12 07:30:00+00", "2023-11-05 05:30:00+00", "2023-11-05 06:30:00+00", "infinity", "-infinity"},
	oidInterval:    {"0", "1 day", "-1 mon", "1 year 2 mons 3 days 04:05:06.789", "25:00:00", "40 days", "-3 days +04:00:00", "1 mon -1 day", "-00:00:01", "100 years"},
	oidUUID:        {"00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "ffffffff-ffff-ffff-ffff-ffffffffffff"},
	oidJSON:        {"null", "1", `"a"`, "[]", `[1, 2.50, "x", null, true, [3]]`, `{}`, `{"a": 1, "b": {"c": [1, 2, {"d": null}]}, "a": 2}`, ` { "z" : "q\u00e9\n" } `, "-1.5e3"},
	oidJSONB:       {"null", "1", `"a"`, "[]", `[1, 2.50, "x", null, true, [3]]`, `{}`, `{"a": 1, "b": {"c": [1, 2, {"d": null}]}, "a": 2}`, ` { "zz" : "q\u00e9\n", "y": 1 } `, "-1.5e3", "[1, 2]", `{"a": 2}`, "true", `["a", "b"]`},
	1007:           {"{}", "{1}", "{1,2,3}", "{1,NULL,3}", "{{1,2},{3,4}}", "[0:1]={5,6}", "{3,2,1,1}"},
	1009:           {"{}", "{a}", "{a,b,c}", `{"x y",NULL,""}`, "{{a,b},{c,d}}", `{"q\"uote"}`},
	1231:           {"{}", "{1.5}", "{1,2.50,NaN}", "{NULL}"},
	1185:           {"{}", `{"2000-01-01 00:00:00+00"}`, `{"2000-01-01 00:00:00+00",infinity}`},
	1005:           {"{}", "{1,2}"}, 1016: {"{}", "{1,2}"}, 1022: {"{}", "{1.5,2}"}, 1003: {"{a,b}"}, 1028: {"{1,2}"},
	oidInt2Vector: {"", "1 2", "3"},
	oidOIDVector:  {"", "23 25", "23", "25 23"},
	28:            {"0", "3", "4294967295"}, // xid
	5069:          {"0", "3"},               // xid8
}

// givenValues are values of one argument of a function, where those of its type would say little.
var givenValues = map[string][]string{
	"char_bpchar/0": {"a", "Z"},
	"bpchar/1":      {"-1", "4", "5", "7", "9"}, "varchar/1": {"-1", "4", "5", "7", "9"},
	"numeric/1":         {"-1", "327686", "131076", "655366", "131074"},
	"timestamp_scale/1": {"0", "3", "6", "-1", "1"}, "timestamptz_scale/1": {"0", "3", "6", "-1", "1"},
	"time_scale/1": {"0", "3", "6", "-1", "1"}, "timetz_scale/1": {"0", "3", "6", "-1", "1"},
	"interval_scale/1": {"-1", "2147418115", "327679", "196607", "458751", "589823", "67174399", "67698687", "201916415", "268500991", "470286338"},
	"numeric_round/1":  {"0", "1", "2", "-1", "-3", "20", "-200000", "20000"}, "numeric_trunc/1": {"0", "1", "2", "-1", "-3", "20", "-200000", "20000"},
	"like_escape/1": {"", "\\", "!", "!!"}, "textlike/1": likePatterns, "textnlike/1": likePatterns, "texticlike/1": likePatterns, "namelike/1": likePatterns,
}

var likePatterns = []string{"%", "", "a%", "%b%", "_", "a_c", "A%", "%def", "\\%", "h_llo%", "%\\", "日%", "%,%,%", "back\\\\%", "%%_"}

// givenCalls are whole calls of a function.
var givenCalls = map[string][][]string{
	"generate_series_int4":         {{"1", "5"}, {"3", "1"}, {"2147483645", "2147483647"}, {"-2", "2"}},
	"generate_series_step_int4":    {{"1", "10", "3"}, {"10", "1", "-4"}, {"1", "2", "0"}, {"2147483640", "2147483647", "5"}, {"1", "5", "-1"}},
	"generate_series_int8":         {{"1", "5"}, {"9223372036854775806", "9223372036854775807"}},
	"generate_series_step_int8":    {{"1", "10", "3"}, {"10", "1", "-4"}, {"1", "2", "0"}},
	"generate_series_numeric":      {{"1", "5"}, {"1.5", "4"}, {"1", "NaN"}, {"Infinity", "1"}, {"1", "3.00"}},
	"generate_series_step_numeric": {{"1", "2", "0.25"}, {"2", "1", "-0.5"}, {"1", "2", "0"}, {"1", "2", "NaN"}, {"1", "2", "Infinity"}, {"1.00", "3", "1"}},
	"generate_series_timestamp":    {{"2024-01-31", "2024-06-01", "1 mon"}, {"2024-01-02", "2024-01-01", "-6 hours"}, {"2024-01-01", "2024-01-02", "0"}, {"2024-01-01", "2024-01-01 01:00", "20 min"}},
	"generate_series_timestamptz":  {{"2024-03-09 12:00+00", "2024-03-12", "1 day"}, {"2024-03-10 00:00", "2024-03-10 06:00", "1 hour"}, {"2024-01-01", "2024-01-02", "0"}},
	"array_fill":                   {{"7", "{3}"}, {"7", "{2,2}"}, {"7", "{}"}, {"7", "{0}"}, {"7", "{NULL}"}, {"7", "{-1}"}, {nullArg, "{2}"}, {"7", nullArg}},
	"array_fill_with_lower_bounds": {{"7", "{3}", "{0}"}, {"7", "{2,2}", "{2,3}"}, {"7", "{2}", "{1,2}"}, {"7", "{2}", "{NULL}"}},
	"repeat":                       {{"ab", "3"}, {"ab", "0"}, {"", "100"}, {"ab", "-1"}, {"é", "2"}},
	"lpad":                         {{"abc", "6", "xy"}, {"abc", "2", "xy"}, {"abc", "6", ""}, {"é", "4", "日本"}, {"abc", "-1", "x"}, {"", "3", "ab"}, {"abc", "2147483647", "x"}},
	"rpad":                         {{"abc", "6", "xy"}, {"abc", "2", "xy"}, {"abc", "6", ""}, {"é", "4", "日本"}, {"abc", "-1", "x"}, {"", "3", "ab"}, {"abc", "2147483647", "x"}},
	"numeric_power": {{"2", "10"}, {"2", "0.5"}, {"10", "-2"}, {"1.5", "3"}, {"-2", "3"}, {"-2", "0.5"}, {"0", "0"}, {"0", "-1"}, {"0", "1.5"}, {"NaN", "0"}, {"1", "NaN"}, {"Infinity", "-1"},
		{"-Infinity", "3"}, {"2", "Infinity"}, {"0.5", "Infinity"}, {"99999", "3"}, {"0.0001", "-2.5"}, {"1.0001", "1000"}, {"3.14159", "2.71828"}, {"10000", "-1"}, {"0.0001", "99999"}, {"12345.678", "7"}, {"2", "-3"}, {"7", "0"}, {"10", "200000"}, {"0.9999", "12345.5"}},
	"numeric_fac": {{"0"}, {"1"}, {"20"}, {"50"}, {"-1"}},
}

var regexps = []string{`a`, `^a`, `b$`, `a.c`, `(a)(b)`, `(a|ab)(c|bcd)(d*)`, `a*`, `x*`, `[[:alpha:]]+`, `\d+`, `\w+`, `\s`, `(\w)\1`, `^(foo)$`, `a(?=b)`, `(?<=a)b`, `(?!a)b`, `\mabc\M`, `\yb`, `b{1,2}`, `b{2`, `a+?`, `(a+?)(b*)`, `(b|c)+`, `[^a-c]`, `(?i)ABC`, `***=a.c`, `(`, `[a`, `a{2,1}`, `*a`, `\`, `(?:a|b)c`, `.*?c`, `(.*)(b)`, `(.*?)(b+)`, `h.llo`, `\u65e5`, `[日本]+`, `(a)|(b)`, `^(pg_class|abc)$`, `c|`, `()`, `a**`, `[z-a]`, `[[:foo:]]`, `(a)(?:b)(c)?`, `\A[a-z]`, `\Z`, `(x)?b`}

var regexpTexts = []string{``, `abc`, `aabbcc`, `ABC def`, `foo`, `aab`, `pg_class`, `héllo wörld`, `日本語`, `a1b22`, `a.c`, `abcd`, `xbx\nabc`}

var regexpOptions = []string{"", "g", "i", "n", "x", "q", "gi", "z", "s", "c"}

func init() {
	for _, name := range []string{"textregexeq", "texticregexeq", "textregexsubstr", "regexp_match", "regexp_matches", "regexp_match_no_flags", "regexp_matches_no_flags", "regexp_split_to_array", "regexp_split_to_array_no_flags", "regexp_split_to_table", "regexp_count", "regexp_count_no_start", "regexp_instr", "regexp_instr_no_start", "regexp_like", "regexp_substr", "regexp_substr_no_start", "textregexreplace", "textregexreplace_noopt", "textregexreplace_extended", "regexp_substr_no_subexpr", "regexp_instr_no_subexpr", "nameregexeq", "regexp_instr_no_flags", "textregexreplace_extended_no_flags", "textregexreplace_extended_no_n", "regexp_count_no_flags"} {
		givenValues[name+"/0"], givenValues[name+"/1"] = regexpTexts, regexps
	}
	givenValues["nameregexeq/0"] = []string{"abc", "foo", "pg_class", "ABC", ""}
	for _, arg := range []string{"regexp_match/2", "regexp_matches/2", "regexp_split_to_array/2", "regexp_split_to_table/2", "regexp_count/3", "regexp_instr/5", "regexp_like/2", "regexp_substr/4",
		"textregexreplace/3", "textregexreplace_extended/5", "regexp_substr_no_subexpr/4", "regexp_instr_no_subexpr/5"} {
		givenValues[arg] = regexpOptions
	}
	for _, name := range []string{"regexp_count", "regexp_instr", "regexp_substr", "textregexreplace_extended", "textregexreplace_extended_no_flags", "textregexreplace_extended_no_n", "regexp_instr_no_flags"} {
		first := 2
		if name[0] == 't' {
			first = 3
		}
		for i := first; i < 7; i++ {
			key := name + "/" + string(rune('0'+i))
			if givenValues[key] == nil {
				givenValues[key] = []string{"1", "2", "0", "1", "3", "-1"}
			}
		}
	}
	for _, name := range []string{"textregexreplace", "textregexreplace_noopt", "textregexreplace_extended", "textregexreplace_extended_no_flags", "textregexreplace_extended_no_n"} {
		givenValues[name+"/2"] = []string{"X", "", `[\1]`, `<\&>`, `\2\1`, `a\b`, `\`, `\z`}
	}
	similar := []string{"a%", "_b(c|d)", "a.c", `x\%`, `a#"b#"c`, `[a\]`, "(a|b)*", "", `#`, `a#"b#"c#"d`}
	givenValues["similar_escape/0"], givenValues["similar_to_escape_1/0"], givenValues["similar_to_escape_2/0"] = similar, similar, similar
	givenValues["similar_escape/1"], givenValues["similar_to_escape_2/1"] = []string{"#", "", `\`, "ab"}, []string{"#", "", `\`, "ab"}
}

func init() {
	for name, texts := range map[string][]string{
		"numeric_exp/0":   {"0", "1", "-1", "1.50", "10", "-20.5", "0.0001", "NaN", "Infinity", "-Infinity", "100", "-500", "10000", "-10000", "5000"},
		"jsonb_set_lax/4": {"use_json_null", "delete_key", "return_target", "raise_exception", "foo"},
		"jsonb_set/1":     {"{a}", "{b,c,0}", "{b,c,-1}", "{x}", "{1}", "{9}", "{-9}", "{b,x,y}", "{}", "{NULL}", "{a,b}"}, "jsonb_insert/1": {"{a}", "{b,c,0}", "{b,c,-1}", "{x}", "{1}", "{9}", "{-9}", "{b,x}"},
		"jsonb_delete_path/1": {"{a}", "{b,c,0}", "{b,c,-1}", "{x}", "{1}", "{9}", "{-9}", "{}"}, "jsonb_set_lax/1": {"{a}", "{b,c,0}", "{x}", "{1}"},
		"binary_encode/1":  {"hex", "base64", "escape", "HEX", "foo"},
		"binary_decode/0":  {"6162", "616", "6g", "YWJj", "YWI=", "YQ==", "Y", "YW", "=", "a b", `\\001a`, `\\9`, "Y=Q=", ""},
		"binary_decode/1":  {"hex", "base64", "escape", "foo"},
		"unistr/0":         {"a", `\\0041b`, `\\+01F600`, `\\u00e9`, `\\U0001F600`, `\\d83d\\de00`, `\\d83d`, `\\12`, `\\\\x`, `\\0000`},
		"parse_ident/0":    {"a.b", `"A".b`, " a . b ", "a.", ".a", "1a", `""`, `"a`, "a b", "foo.bar.baz", "Foo$1", ""},
		"text_format/0":    {"%s", "%I %s", "%L", "%1$s %1$s", "%3$s|%s", "%-10s|", "%10s|", "%*s|", "%*2$s|", "%%", "%", "%5", "%q", "%0$s", "%s%s%s%s%s", "%4$L", "%1$10s", "%1$", "%-1$s"},
		"text_format_nv/0": {"abc", "%%", "%s", "%"},
		"split_part/1":     {",", "b", "", "l"}, "split_part/2": {"1", "2", "-1", "0", "5", "-9"},
		"translate/1": {"abc", "a", "", "lo", "日"}, "translate/2": {"xyz", "", "X", "語"},
		"text_to_array/1": {",", "", "b"}, "text_to_array_null/1": {",", ""}, "text_to_array_null/2": {"a", "", "c"}, "text_to_table_null/2": {"a", "c"},
		"pg_convert_to/1": {"UTF8", "latin1", "LATIN1", "foo"}, "pg_convert_from/1": {"UTF8", "latin1", "sql_ascii", "foo"},
		"length_in_encoding/1": {"UTF8", "latin1"}, "pg_convert/1": {"UTF8", "latin1"}, "pg_convert/2": {"UTF8", "latin1"},
		"byteaGetByte/1": {"0", "1", "5", "-1"}, "byteaSetByte/1": {"0", "1", "5"}, "byteaGetBit/1": {"0", "9", "100"}, "byteaSetBit/1": {"0", "9", "100"}, "byteaSetBit/2": {"0", "1", "2"},
		"chr/0": {"65", "233", "26085", "0", "-1", "55296", "1114112", "128512"},
	} {
		for i := range texts {
			texts[i] = strings.ReplaceAll(texts[i], `\\`, `\`)
		}
		givenValues[name] = texts
	}
}

func init() {
	for _, name := range []string{"json_object_field", "json_object_field_text", "jsonb_object_field", "jsonb_object_field_text", "jsonb_exists", "jsonb_delete"} {
		givenValues[name+"/1"] = []string{"a", "b", "z", "", "c"}
	}
	for _, name := range []string{"json_array_element", "json_array_element_text", "jsonb_array_element", "jsonb_array_element_text", "jsonb_delete_idx"} {
		givenValues[name+"/1"] = []string{"0", "1", "3", "-1", "-9", "5"}
	}
	for _, name := range []string{"json_extract_path", "json_extract_path_text", "jsonb_extract_path", "jsonb_extract_path_text"} {
		givenValues[name+"/1"] = []string{"{}", "{a}", "{b,c}", "{b,c,0}", "{b,c,-1,d}", "{5,0}", "{0}", "{x}", "{NULL}", "{1}", "{3}"}
	}
	givenValues["jsonb_contains/1"] = []string{"1", "{}", `{"a": 2}`, "[1]", "[[3]]", `"x"`, "null", `{"b": {"c": [2]}}`, "[]", "true"}
	objects := []string{"{}", "{a,1}", "{a,1,b,NULL}", "{{a,b},{c,d}}", "{a}", "{{a,b,c}}", "{NULL,1}"}
	givenValues["json_object/0"], givenValues["jsonb_object/0"] = objects, objects
	arrays := []string{"{}", "{a}", "{a,b}", "{NULL}", "{b,a}", "{{a,b}}"}
	for _, name := range []string{"json_object_two_arg", "jsonb_object_two_arg"} {
		givenValues[name+"/0"], givenValues[name+"/1"] = arrays, arrays
	}
}

func init() {
	units := []string{"microseconds", "ms", "second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century", "millennium", "timezone", "timezone_hour", "timezone_minute",
		"julian", "isoyear", "dow", "isodow", "doy", "epoch", "Month", "foo", "fortnight", "milliseconds"}
	for _, name := range []string{"extract_timestamp", "extract_timestamptz", "extract_date", "extract_time", "extract_timetz", "extract_interval", "timestamp_part", "timestamptz_part", "time_part",
		"timetz_part", "interval_part", "timestamp_trunc", "timestamptz_trunc", "timestamptz_trunc_zone", "interval_trunc"} {
		givenValues[name+"/0"] = units
	}
	zones := []string{"UTC", "America/New_York", "europe/paris", "EST", "PST8PDT", "+03", "Nowhere/Land", "cest", "GMT-5"}
	for _, arg := range []string{"timestamptz_trunc_zone/2", "timestamp_zone/0", "timestamptz_zone/0", "make_timestamptz_at_timezone/6"} {
		givenValues[arg] = zones
	}
	finite := edgeValues[oidTimestamp][:6]
	for _, arg := range []string{"timestamp_age/0", "timestamp_age/1", "timestamptz_age/0", "timestamptz_age/1"} {
		givenValues[arg] = finite // of infinities Postgres subtracts the numbers that stand for them
	}
	offsets := []string{"00:00", "05:30", "-08:00:15", "1 day", "1 mon"}
	givenValues["timestamp_izone/0"], givenValues["timestamptz_izone/0"], givenValues["timetz_izone/0"] = offsets, offsets, offsets
	givenValues["timetz_zone/0"] = []string{"UTC", "EST", "+03", "foo"}
	strides := []string{"15 minutes", "1 day", "1 mon", "0", "-1 hour", "1.5 seconds", "2 days 03:00"}
	givenValues["timestamp_bin/0"], givenValues["timestamptz_bin/0"] = strides, strides
	for _, name := range []string{"make_date", "make_timestamp", "make_timestamptz", "make_timestamptz_at_timezone"} {
		givenValues[name+"/0"] = []string{"2024", "1999", "-44", "0", "300000"}
		givenValues[name+"/1"] = []string{"1", "2", "12", "2", "13"}
		givenValues[name+"/2"] = []string{"1", "29", "28", "30", "31"}
		givenValues[name+"/3"] = []string{"0", "12", "23", "24"}
		givenValues[name+"/4"] = []string{"0", "59", "30", "60"}
		givenValues[name+"/5"] = []string{"0", "59.999999", "30.5", "60", "-1"}
	}
	givenValues["make_time/0"], givenValues["make_time/1"], givenValues["make_time/2"] = []string{"0", "12", "23", "24", "25", "-1"}, []string{"0", "59", "60"}, []string{"0", "59.9999999", "60", "61", "30.5"}
	for i := range 6 {
		givenValues["make_interval/"+string(rune('0'+i))] = []string{"0", "1", "-1", "100"}
	}
	givenValues["make_interval/6"] = []string{"0", "1.5", "-0.000001", "NaN"}
	givenValues["float8_timestamptz/0"] = []string{"0", "1700000000.123456", "-1", "1e20", "NaN", "Infinity", "-Infinity", "0.0000005"}
	for i, pool := range [][]string{{"5", "0", "-1", "10", "3.3", "NaN"}, {"0", "10", "Infinity"}, {"10", "0", "20"}, {"5", "10", "0", "2147483647"}} {
		givenValues["width_bucket_float8/"+string(rune('0'+i))], givenValues["width_bucket_numeric/"+string(rune('0'+i))] = pool, pool
	}
	degrees := []string{"0", "30", "45", "60", "90", "120", "135", "180", "270", "-30", "360", "12.5", "Infinity", "NaN"}
	for _, name := range []string{"dsind", "dcosd", "dtand", "dcotd"} {
		givenValues[name+"/0"] = degrees
	}
	for _, name := range []string{"dasin", "dacos", "dasind", "dacosd", "datanh", "dacosh"} {
		givenValues[name+"/0"] = []string{"0", "0.5", "1", "-1", "-0.5", "2", "NaN", "0.3"}
	}
}

func init() {
	templates := []string{"YYYY-MM-DD HH24:MI:SS", "Dy, DD Mon YYYY", "FMDay, FMDDth FMMonth YYYY", "DAY MONTH", "day month", "YYYY-IW-ID", "IYYY-IDDD", "HH12:MI:SS AM", "hh:mi:ss p.m.", "MS US FF3 FF6",
		"SSSS", "Q CC", "Y,YYY YYY YY Y", "RM", "FMRM", "J", "WW W D DDD", "TZ tz OF TZH:TZM", "YYYY BC A.D.", `"quoted YYYY" YYYY`, "", "DDTH ddth", "YYYYMMDD", "yyyy/mm/dd", "HH24h", "FMHH24:FMMI", "Mon", "DY dy"}
	for _, name := range []string{"timestamp_to_char", "timestamptz_to_char", "interval_to_char"} {
		givenValues[name+"/1"] = templates
		if name == "interval_to_char" {
			givenValues[name+"/1"] = slices.DeleteFunc(slices.Clone(templates), func(t string) bool { return t == "J" || t == "IYYY-IDDD" })
		}
	}
	numbers := []string{"999", "9,999.99", "FM000", "FM9990.00", "FM999.99", "999.9", "0.99", "S999", "999S", "999MI", "PL999", "SG999", "999PR", "FM999PR", "9999th", "FM9999TH", "RN", "FMRN", "9.99EEEE", "99V99", "L999",
		"FM999,999,999.00", "000.00", "9G999D99", "FM9.9", "$999", `"text"999`, "", "B999", "999999999999", "FMS999", "0000"}
	for _, name := range []string{"int4_to_char", "int8_to_char", "numeric_to_char", "float8_to_char", "float4_to_char"} {
		givenValues[name+"/1"] = numbers
	}
	givenValues["numeric_to_char/0"] = []string{"0", "1", "-1", "12.345", "-0.5", "0.1", "1234567.891", "485", "100", "NaN", "Infinity", "0.00", "-12.00", "3999", "1000.5"}
	givenValues["float8_to_char/0"], givenValues["float4_to_char/0"] = []string{"0", "1", "-1.5", "12.25", "0.1", "1e15", "NaN", "-Infinity"}, []string{"0", "1", "-1.5", "12.25", "0.1", "NaN"}
	givenValues["int4_to_char/0"], givenValues["int8_to_char/0"] = []string{"0", "5", "-5", "485", "1234567", "12"}, []string{"0", "5", "-5", "485", "1234567", "13"}
}

func init() {
	dates := [][]string{{"2001-03-01", "YYYY-MM-DD"}, {"05 Dec 2000", "DD Mon YYYY"}, {"2000JUN", "YYYYMON"}, {"20010301", "YYYYMMDD"}, {"2001-060", "YYYY-DDD"}, {"2006-02-31", "YYYY-MM-DD"},
		{"01-02-03", "DD-MM-YY"}, {"March 1, 2001", "Month DD, YYYY"}, {"2001-13-01", "YYYY-MM-DD"}, {"abc", "YYYY"}, {"2451970", "J"}, {"2006-42-4", "IYYY-IW-ID"}, {"1 4 1902", "Q MM YYYY"},
		{"3/1/2001", "MM/DD/YYYY"}, {"44-03-15 BC", "YYYY-MM-DD BC"}, {"2001 3", "YYYY MM"}, {"99", "YY"}, {"2001-03-01", "YYYY/MM/DD"}, {"Foo 1", "Mon DD"}, {"2001-III-01", "YYYY-RM-DD"}, {"1st 2001", "DDth YYYY"}}
	times := append([][]string{{"2001-03-01 12:34:56", "YYYY-MM-DD HH24:MI:SS"}, {"2001-03-01 12:34 PM", "YYYY-MM-DD HH12:MI AM"}, {"2001-03-01 12:34 am", "YYYY-MM-DD HH:MI AM"}, {"12:34", "HH24:MI"},
		{"2001-03-01 25:00", "YYYY-MM-DD HH24:MI"}, {"2001-03-01 13:00", "YYYY-MM-DD HH12:MI"}, {"2001-03-01 12:34:56.789", "YYYY-MM-DD HH24:MI:SS.MS"}, {"2001-03-01 12:34:56.123456", "YYYY-MM-DD HH24:MI:SS.US"},
		{"20010301123456", "YYYYMMDDHH24MISS"}, {"2001-07-01 12:00 +02:00", "YYYY-MM-DD HH24:MI TZH:TZM"}, {"2001-03-01T12:34:56Z", `YYYY-MM-DD"T"HH24:MI:SS"Z"`}, {"2001-03-01 3661", "YYYY-MM-DD SSSS"}}, dates...)
	givenCalls["to_date"], givenCalls["to_timestamp"] = dates, times
	givenCalls["numeric_to_number"] = [][]string{{"1,234.5", "9,999.9"}, {"-12.34", "S99.99"}, {"12,454.8-", "99G999D9S"}, {"$123", "L999"}, {"485", "999"}, {"00123", "99999"}, {"<12>", "99PR"}, {"1234", "99V99"}, {"12", "RN"}, {"-5", "9"}, {"12.5", "99"}}
}
