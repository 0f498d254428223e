-- Standard SQL of all types, written for this test: literals, casts, operators, functions, queries, errors, parameters, sessions; the sources hold the same rows in both servers.

--- 1 literals
SELECT 1

--- 2 literals
SELECT -1, +1, 0

--- 3 literals
SELECT 2147483647, 2147483648, -2147483648

--- 4 literals
SELECT 9223372036854775807

--- 5 literals
SELECT 9223372036854775808

--- 6 literals
SELECT 1.5, 0.1, 1.50, .5

--- 7 literals
SELECT 1e3, 1.5e-3

--- 8 literals
SELECT 'a', 'it''s', ''

--- 9 literals
SELECT E'a\nb', E'\x41', E'\u00e9'

--- 10 literals
SELECT $$dollar$$, $tag$a$b$tag$

--- 11 literals
SELECT U&'\0041'

--- 12 literals
SELECT true, false, NULL

--- 13 literals
SELECT NULL::integer

--- 14 literals
SELECT 'a' AS a, 'b' "B", 1 AS "select"

--- 15 literals
SELECT 1, 1, 1

--- 16 literals
SELECT DATE '2001-03-01', TIME '12:34:56', TIMESTAMP '2001-03-01 12:34:56'

--- 17 literals
SELECT TIMESTAMPTZ '2001-03-01 12:34:56+02'

--- 18 literals
SELECT INTERVAL '1 day', INTERVAL '1' HOUR, INTERVAL '1-2' YEAR TO MONTH

--- 19 literals
SELECT 'x'::text, 'x'::varchar, 'x'::varchar(3), 'x'::char(3)

--- 20 literals
SELECT '\xdeadbeef'::bytea

--- 21 literals
SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid

--- 22 literals
SELECT '{"a": [1, 2]}'::json

--- 23 literals
SELECT '{"b": 1, "a": 2}'::jsonb

--- 24 literals
SELECT ARRAY[1,2,3], ARRAY['a','b'], '{1,2}'::int[]

--- 25 literals
SELECT ARRAY[[1,2],[3,4]]

--- 26 literals
SELECT '{}'::int[], ARRAY[]::text[]

--- 27 literals
SELECT ARRAY[1,NULL,3]

--- 28 literals
SELECT '{a,"b c",NULL,"NULL"}'::text[]

--- 29 literals
SELECT 12.34::numeric(12,2), 1::numeric, 'NaN'::numeric

--- 30 literals
SELECT 'infinity'::float8, '-infinity'::float8, 'nan'::float8

--- 31 literals
SELECT 1.5::float4, 1.1::float4, 1.1::float8

--- 32 literals
SELECT 'infinity'::date, '-infinity'::timestamp, 'infinity'::timestamptz

--- 33 literals
SELECT '0001-01-01 BC'::date, '9999-12-31'::date

--- 34 literals
SELECT '24:00'::time, '12:00+02'::timetz

--- 35 literals
SELECT 1::bool, 0::bool, 't'::bool, 'off'::bool, 'yes'::bool

--- 36 literals
SELECT 1::int2, 1::int4, 1::int8

--- 37 literals
SELECT 1::oid, 'a'::name, 'a'::"char"

--- 38 literals
SELECT ROW(1, 'a')

--- 39 literals
SELECT (1, 2) = (1, 2), (1, 2) < (1, 3)

--- 40 arithmetic
SELECT 1 + 1, 1 - 1, 2 * 3

--- 41 arithmetic
SELECT 1 / 2, 7 / 2, -7 / 2

--- 42 arithmetic
SELECT 7 % 3, -7 % 3

--- 43 arithmetic
SELECT 1 / 2.0, 1.0 / 3

--- 44 arithmetic
SELECT 1::float8 / 3

--- 45 arithmetic
SELECT 2 ^ 10, 2 ^ 0.5

--- 46 arithmetic
SELECT |/ 25.0, @ -5

--- 47 arithmetic
SELECT 5 & 3, 5 | 3, 5 # 3, ~5, 1 << 4, 256 >> 4

--- 48 arithmetic
SELECT 1::int2 + 1::int2, 1::int2 + 1::int4, 1::int4 + 1::int8

--- 49 arithmetic
SELECT 1 + 1.5, 1.5 + 1::float8

--- 50 arithmetic
SELECT 0.1 + 0.2, 0.1::float8 + 0.2::float8

--- 51 arithmetic
SELECT 1.10 * 2.20, 1.10 + 2.2

--- 52 arithmetic
SELECT 100000 * 100000

--- 53 arithmetic
SELECT 100000::int8 * 100000

--- 54 arithmetic
SELECT 9223372036854775807 + 1

--- 55 arithmetic
SELECT 32767::int2 + 1::int2

--- 56 arithmetic
SELECT 1 / 0

--- 57 arithmetic
SELECT 1.0 / 0

--- 58 arithmetic
SELECT 1::float8 / 0

--- 59 arithmetic
SELECT 1 % 0

--- 60 arithmetic
SELECT abs(-1), abs(-1.5), sign(-3), sign(2.5)

--- 61 arithmetic
SELECT ceil(1.2), floor(-1.2), ceiling(1.2::numeric)

--- 62 arithmetic
SELECT round(1.5), round(2.5), round(-1.5), round(1.234, 2), round(2.5::float8)

--- 63 arithmetic
SELECT trunc(1.9), trunc(-1.9), trunc(1.234, 2)

--- 64 arithmetic
SELECT mod(7, 3), div(7, 2), power(2, 3), sqrt(2)

--- 65 arithmetic
SELECT exp(1.0), ln(2.0), log(100), log(2, 8)

--- 66 arithmetic
SELECT exp(1::float8), ln(2::float8), log(100::float8)

--- 67 arithmetic
SELECT gcd(12, 18), lcm(4, 6), factorial(5)

--- 68 arithmetic
SELECT pi(), degrees(pi()), radians(180)

--- 69 arithmetic
SELECT sin(0), cos(0), tan(0), atan2(1, 1)

--- 70 arithmetic
SELECT greatest(1, 2, 3), least(1, NULL, 3), greatest(1, 2.5)

--- 71 arithmetic
SELECT width_bucket(5.35, 0.024, 10.06, 5)

--- 72 arithmetic
SELECT 5::numeric::int, 5.5::int, 4.5::int, -5.5::int

--- 73 arithmetic
SELECT 1.5::float8::int, 2.5::float8::int

--- 74 arithmetic
SELECT '12'::int, ' 12 '::int

--- 75 arithmetic
SELECT 'x'::int

--- 76 arithmetic
SELECT '99999999999'::int

--- 77 arithmetic
SELECT 99999999999::int

--- 78 arithmetic
SELECT 1e400::float8

--- 79 arithmetic
SELECT 1.999::numeric(3,2), 99.9::numeric(3,1)

--- 80 arithmetic
SELECT 1000::numeric(3,1)

--- 81 arithmetic
SELECT scale(1.50), trim_scale(1.500)

--- 82 arithmetic
SELECT 1 = 1.0, 1 < 2, 1 <> 2, 1 != 2, 1 >= 1

--- 83 arithmetic
SELECT 1 BETWEEN 0 AND 2, 1 NOT BETWEEN 2 AND 3, 2 BETWEEN SYMMETRIC 3 AND 1

--- 84 arithmetic
SELECT 1 IN (1, 2), 3 NOT IN (1, 2), NULL IN (1)

--- 85 arithmetic
SELECT 1 = ANY(ARRAY[1,2]), 1 = ALL(ARRAY[1,1]), 1 <> ALL('{2,3}')

--- 86 arithmetic
SELECT NULL IS NULL, 1 IS NOT NULL, NULL = NULL

--- 87 arithmetic
SELECT 1 IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL

--- 88 arithmetic
SELECT true AND NULL, false AND NULL, true OR NULL, NOT NULL::bool

--- 89 arithmetic
SELECT true IS TRUE, NULL IS UNKNOWN, false IS NOT TRUE

--- 90 strings
SELECT 'a' || 'b', 'a' || 1, 1 || 'a', 'a' || NULL

--- 91 strings
SELECT length('héllo'), char_length('héllo'), octet_length('héllo'), bit_length('a')

--- 92 strings
SELECT upper('abc'), lower('ABC'), initcap('hello world')

--- 93 strings
SELECT substring('hello' FROM 2 FOR 3), substr('hello', 2), substring('hello', 2, 2)

--- 94 strings
SELECT substring('foobar' FROM 'o.b'), substring('foobar' from 'o(.)b')

--- 95 strings
SELECT position('lo' IN 'hello'), strpos('hello', 'l')

--- 96 strings
SELECT trim('  a '), ltrim('xxa', 'x'), rtrim('axx', 'x'), btrim('xax', 'x')

--- 97 strings
SELECT trim(BOTH 'x' FROM 'xax'), trim(LEADING FROM '  a'), trim(trailing ';' from 'a;')

--- 98 strings
SELECT replace('hello', 'l', 'L'), translate('hello', 'el', 'ip')

--- 99 strings
SELECT lpad('a', 3, '*'), rpad('a', 3), lpad('abcdef', 3)

--- 100 strings
SELECT left('hello', 2), right('hello', 2), left('hello', -1)

--- 101 strings
SELECT repeat('ab', 3), reverse('abc')

--- 102 strings
SELECT split_part('a,b,c', ',', 2), split_part('a,b,c', ',', -1)

--- 103 strings
SELECT concat('a', NULL, 1, true), concat_ws(',', 'a', NULL, 'b')

--- 104 strings
SELECT ascii('a'), chr(97), chr(233)

--- 105 strings
SELECT md5('a'), encode('abc', 'hex'), encode('abc'::bytea, 'base64'), decode('616263', 'hex')

--- 106 strings
SELECT format('%s %I %L', 'a', 'b c', 'd''e'), format('%1$s %1$s', 'x'), format('%5s|%-5s|', 'a', 'b')

--- 107 strings
SELECT quote_ident('a b'), quote_literal('it''s'), quote_nullable(NULL)

--- 108 strings
SELECT 'abc' LIKE 'a%', 'abc' LIKE 'a_c', 'abc' NOT LIKE 'b%', 'a%c' LIKE 'a\%c'

--- 109 strings
SELECT 'ABC' ILIKE 'abc', 'abc' ~~ 'a%', 'abc' !~~ 'a%'

--- 110 strings
SELECT 'abc' ~ 'b', 'abc' ~ '^b', 'ABC' ~* 'b', 'abc' !~ 'b', 'ABC' !~* 'b'

--- 111 strings
SELECT 'abc' SIMILAR TO '(a|b)%', 'abc' SIMILAR TO 'b'

--- 112 strings
SELECT regexp_replace('foobarbaz', 'b..', 'X'), regexp_replace('foobarbaz', 'b..', 'X', 'g')

--- 113 strings
SELECT regexp_match('foobarbequebaz', '(bar)(beque)')

--- 114 strings
SELECT regexp_matches('foobarbequebaz', 'ba.', 'g')

--- 115 strings
SELECT regexp_split_to_array('a, b,c', ',\s*')

--- 116 strings
SELECT string_to_array('a,b,,c', ','), string_to_array('a,b,NULL', ',', 'NULL'), array_to_string(ARRAY[1,NULL,3], ','), array_to_string(ARRAY[1,NULL,3], ',', '*')

--- 117 strings
SELECT overlay('abcdef' placing 'XX' from 2 for 3)

--- 118 strings
SELECT starts_with('abc', 'ab'), 'abc' ^@ 'ab'

--- 119 strings
SELECT to_hex(255), 'a' < 'b', 'a' = 'a '

--- 120 strings
SELECT 'abcdef'::varchar(3), 'ab'::char(4) || 'x'

--- 121 strings
SELECT 'a'::char(3) = 'a', length('a'::char(3))

--- 122 strings
SELECT string_agg(x, ',') FROM (VALUES ('a'), ('b')) t(x)

--- 123 strings
SELECT string_agg(x, ',' ORDER BY x DESC) FROM (VALUES ('a'), ('b')) t(x)

--- 124 strings
SELECT to_char(1234.5, '9,999.99'), to_char(-5, '999'), to_char(5, 'FM000')

--- 125 strings
SELECT to_char(TIMESTAMP '2001-03-01 12:34:56', 'YYYY-MM-DD HH24:MI:SS'), to_char(DATE '2001-03-01', 'Dy, DD Mon YYYY')

--- 126 strings
SELECT to_number('1,234.5', '9,999.9')

--- 127 strings
SELECT md5(''), sha256('a')

--- 128 dates
SELECT DATE '2001-03-01' + 1, DATE '2001-03-01' - 1, DATE '2001-03-01' - DATE '2001-02-01'

--- 129 dates
SELECT DATE '2001-03-01' + INTERVAL '1 month', DATE '2001-03-01' + TIME '12:00'

--- 130 dates
SELECT TIMESTAMP '2001-03-01 12:00' + INTERVAL '1 day 2 hours', TIMESTAMP '2001-03-01' - TIMESTAMP '2001-02-01'

--- 131 dates
SELECT TIMESTAMPTZ '2001-03-01 12:00Z' - TIMESTAMPTZ '2001-02-28 10:00Z'

--- 132 dates
SELECT TIMESTAMPTZ '2001-03-01 12:00Z' AT TIME ZONE 'Europe/Berlin', TIMESTAMP '2001-03-01 12:00' AT TIME ZONE 'Europe/Berlin'

--- 133 dates
SELECT extract(year FROM DATE '2001-03-01'), extract(month FROM TIMESTAMP '2001-03-01 12:34:56')

--- 134 dates
SELECT extract(epoch FROM TIMESTAMPTZ '2001-03-01 12:00:00.5Z'), extract(dow FROM DATE '2001-03-01'), extract(isodow FROM DATE '2001-03-04')

--- 135 dates
SELECT extract(second FROM TIMESTAMP '2001-03-01 12:34:56.789'), extract(milliseconds FROM TIME '12:34:56.789'), extract(week FROM DATE '2001-01-01'), extract(quarter FROM DATE '2001-05-01'), extract(doy FROM DATE '2001-03-01')

--- 136 dates
SELECT extract(day FROM INTERVAL '40 days 1 minute'), extract(epoch FROM INTERVAL '1 day')

--- 137 dates
SELECT date_part('hour', TIMESTAMP '2001-03-01 12:34:56'), date_part('year', DATE '2001-03-01')

--- 138 dates
SELECT date_trunc('hour', TIMESTAMP '2001-03-01 12:34:56'), date_trunc('month', DATE '2001-03-15'), date_trunc('week', TIMESTAMPTZ '2001-03-01 12:00Z')

--- 139 dates
SELECT date_trunc('day', INTERVAL '1 day 5 hours')

--- 140 dates
SELECT age(TIMESTAMP '2001-04-10', TIMESTAMP '1957-06-13')

--- 141 dates
SELECT INTERVAL '1 day' * 2, INTERVAL '1 hour' / 2, INTERVAL '1 month' + INTERVAL '1 day', -INTERVAL '1 day'

--- 142 dates
SELECT INTERVAL '1 year 2 mons 3 days 04:05:06.789', INTERVAL '-1 day +2 hours', INTERVAL '100 hours', INTERVAL '1.5 days'

--- 143 dates
SELECT INTERVAL 'P1Y2M3DT4H5M6S', INTERVAL '1 week', INTERVAL '90 minutes'

--- 144 dates
SELECT justify_hours(INTERVAL '27 hours'), justify_days(INTERVAL '35 days'), justify_interval(INTERVAL '1 mon -1 hour')

--- 145 dates
SELECT make_date(2001, 3, 1), make_time(12, 34, 56.5), make_timestamp(2001, 3, 1, 12, 34, 56), make_interval(days => 10)

--- 146 dates
SELECT to_timestamp(983448000), to_date('2001-03-01', 'YYYY-MM-DD'), to_timestamp('2001-03-01 12:00', 'YYYY-MM-DD HH24:MI')

--- 147 dates
SELECT DATE '2001-03-01' < DATE '2001-03-02', TIMESTAMP '2001-03-01' = DATE '2001-03-01', INTERVAL '1 day' = INTERVAL '24 hours'

--- 148 dates
SELECT DATE '2001-02-30'

--- 149 dates
SELECT '2001-13-01'::date

--- 150 dates
SELECT 'not a date'::date

--- 151 dates
SELECT '25:00'::time

--- 152 dates
SELECT TIMESTAMP '2001-03-01 12:34:56.123456', TIMESTAMP '2001-03-01 12:34:56.120', TIMESTAMP(0) '2001-03-01 12:34:56.7'

--- 153 dates
SELECT '2001-03-01 12:00:00+05:30'::timestamptz, '2001-03-01 12:00:00-08'::timestamptz

--- 154 dates
SELECT TIME '12:00' + INTERVAL '1 hour', TIME '12:00' - TIME '11:00'

--- 155 dates
SELECT date_bin('15 minutes', TIMESTAMP '2001-03-01 12:34:56', TIMESTAMP '2001-01-01')

--- 156 dates
SELECT (DATE '2001-03-01', DATE '2001-03-05') OVERLAPS (DATE '2001-03-04', DATE '2001-03-10')

--- 157 dates
SELECT isfinite(DATE '2001-03-01'), isfinite(TIMESTAMP 'infinity')

--- 158 dates
SELECT TIMESTAMP '2001-03-01 12:00'::date, TIMESTAMP '2001-03-01 12:00'::time, DATE '2001-03-01'::timestamp

--- 159 dates
SELECT now() IS NOT NULL, current_date IS NOT NULL, current_timestamp IS NOT NULL, localtimestamp IS NOT NULL, clock_timestamp() >= now()

--- 160 dates
SELECT 'epoch'::timestamp, 'today'::date = current_date

--- 161 dates
SELECT '2001-03-01'::date::text, INTERVAL '1 day'::text, TIMESTAMPTZ '2001-03-01 12:00Z'::text

--- 162 dates
SELECT generate_series(DATE '2001-03-01', DATE '2001-03-03', INTERVAL '1 day')

--- 163 conditional
SELECT CASE WHEN true THEN 1 ELSE 2 END, CASE 1 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END

--- 164 conditional
SELECT CASE WHEN false THEN 1 END, CASE WHEN true THEN 1 ELSE 2.5 END

--- 165 conditional
SELECT coalesce(NULL, 1), coalesce(NULL, NULL), coalesce(NULL, 'a', 'b')

--- 166 conditional
SELECT nullif(1, 1), nullif(1, 2), nullif('a', 'a')

--- 167 conditional
SELECT CASE WHEN NULL THEN 1 ELSE 0 END

--- 168 conditional
SELECT num_nulls(1, NULL), num_nonnulls(1, NULL)

--- 169 arrays
SELECT ARRAY[1,2] || 3, 0 || ARRAY[1], ARRAY[1] || ARRAY[2,3], array_append(ARRAY[1], 2), array_prepend(0, ARRAY[1]), array_cat(ARRAY[1], ARRAY[2])

--- 170 arrays
SELECT (ARRAY[1,2,3])[2], (ARRAY[1,2,3])[5], (ARRAY[1,2,3])[2:3], ('{{1,2},{3,4}}'::int[])[2][1]

--- 171 arrays
SELECT array_length(ARRAY[1,2,3], 1), cardinality(ARRAY[1,2]), array_ndims(ARRAY[[1],[2]]), array_lower(ARRAY[1], 1), array_upper(ARRAY[1,2], 1), array_length('{}'::int[], 1)

--- 172 arrays
SELECT ARRAY[1,2] @> ARRAY[1], ARRAY[1] <@ ARRAY[1,2], ARRAY[1,2] && ARRAY[2,3], ARRAY[1,2] = ARRAY[1,2]

--- 173 arrays
SELECT array_position(ARRAY['a','b'], 'b'), array_remove(ARRAY[1,2,1], 1), array_replace(ARRAY[1,2], 2, 3)

--- 174 arrays
SELECT unnest(ARRAY[1,2,3])

--- 175 arrays
SELECT * FROM unnest(ARRAY[1,2], ARRAY['a','b']) AS t(a, b)

--- 176 arrays
SELECT * FROM unnest(ARRAY['x','y']) WITH ORDINALITY AS t(v, n)

--- 177 arrays
SELECT array_agg(x) FROM generate_series(1, 3) x

--- 178 arrays
SELECT array_agg(x ORDER BY x DESC) FROM generate_series(1, 3) x

--- 179 arrays
SELECT ARRAY(SELECT x FROM generate_series(1, 3) x)

--- 180 arrays
SELECT array_to_string('{1,2}'::int[], ','), array_fill(0, ARRAY[3])

--- 181 arrays
SELECT '{1,x}'::int[]

--- 182 arrays
SELECT generate_subscripts(ARRAY[5,6], 1)

--- 183 json
SELECT '{"a": {"b": 1}}'::json -> 'a', '{"a": {"b": 1}}'::json ->> 'a', '{"a": {"b": 1}}'::json #>> '{a,b}'

--- 184 json
SELECT '[1,2,3]'::json -> 1, '[1,2,3]'::jsonb -> -1, '{"a":1}'::jsonb ? 'a', '{"a":1,"b":2}'::jsonb @> '{"a":1}'

--- 185 json
SELECT json_build_object('a', 1, 'b', 'x'), jsonb_build_object('b', 1, 'a', NULL), json_build_array(1, 'a', true)

--- 186 json
SELECT to_json('a'::text), to_jsonb(1), row_to_json(ROW(1, 'a')), array_to_json(ARRAY[1,2])

--- 187 json
SELECT json_array_length('[1,2]'), jsonb_typeof('{"a":1}'), json_typeof('null')

--- 188 json
SELECT * FROM json_each('{"a":1,"b":"x"}')

--- 189 json
SELECT * FROM jsonb_array_elements('[1,"a"]')

--- 190 json
SELECT json_agg(x) FROM generate_series(1, 2) x

--- 191 json
SELECT json_object_agg(k, v) FROM (VALUES ('a', 1), ('b', 2)) t(k, v)

--- 192 json
SELECT jsonb_set('{"a":1}', '{a}', '2'), '{"a":1}'::jsonb || '{"b":2}', '{"a":1,"b":2}'::jsonb - 'a'

--- 193 json
SELECT '{bad'::json

--- 194 json
SELECT jsonb_pretty('{"a":1}')

--- 195 aggregates
SELECT count(*) FROM generate_series(1, 10)

--- 196 aggregates
SELECT count(*), count(x), count(DISTINCT x), sum(x), avg(x), min(x), max(x) FROM (VALUES (1), (2), (2), (NULL)) t(x)

--- 197 aggregates
SELECT sum(x), avg(x) FROM (VALUES (1.5), (2.25)) t(x)

--- 198 aggregates
SELECT sum(x), avg(x) FROM (VALUES (1::float8), (2)) t(x)

--- 199 aggregates
SELECT sum(x), avg(x) FROM (VALUES (1::int8), (2)) t(x)

--- 200 aggregates
SELECT sum(x), avg(x) FROM (VALUES (1::int2), (2::int2)) t(x)

--- 201 aggregates
SELECT sum(x) FROM (VALUES (1)) t(x) WHERE false

--- 202 aggregates
SELECT count(*) FROM (VALUES (1)) t(x) WHERE false

--- 203 aggregates
SELECT stddev(x), stddev_pop(x), variance(x), var_pop(x) FROM (VALUES (1), (2), (4)) t(x)

--- 204 aggregates
SELECT stddev(x), variance(x) FROM (VALUES (1.0::float8), (2), (4)) t(x)

--- 205 aggregates
SELECT bool_and(x), bool_or(x), every(x) FROM (VALUES (true), (false)) t(x)

--- 206 aggregates
SELECT bit_and(x), bit_or(x) FROM (VALUES (5), (3)) t(x)

--- 207 aggregates
SELECT corr(x, y), covar_pop(x, y), regr_slope(x, y) FROM (VALUES (1, 2), (2, 4), (3, 5)) t(x, y)

--- 208 aggregates
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY x), percentile_disc(0.5) WITHIN GROUP (ORDER BY x), mode() WITHIN GROUP (ORDER BY x) FROM (VALUES (1), (2), (2), (5)) t(x)

--- 209 aggregates
SELECT x, count(*) FROM (VALUES (1), (2), (2)) t(x) GROUP BY x ORDER BY x

--- 210 aggregates
SELECT x % 2 AS odd, sum(x) FROM generate_series(1, 5) x GROUP BY 1 ORDER BY 1

--- 211 aggregates
SELECT x, count(*) FROM (VALUES (1), (2), (2)) t(x) GROUP BY x HAVING count(*) > 1

--- 212 aggregates
SELECT count(*) FILTER (WHERE x > 1) FROM (VALUES (1), (2), (3)) t(x)

--- 213 aggregates
SELECT a, b, sum(c) FROM (VALUES (1, 'x', 10), (1, 'y', 20), (2, 'x', 30)) t(a, b, c) GROUP BY ROLLUP (a, b) ORDER BY a NULLS LAST, b NULLS LAST

--- 214 aggregates
SELECT a, b, sum(c), grouping(a, b) FROM (VALUES (1, 'x', 10), (1, 'y', 20)) t(a, b, c) GROUP BY GROUPING SETS ((a), (b), ()) ORDER BY 1 NULLS LAST, 2 NULLS LAST

--- 215 aggregates
SELECT a, sum(c) FROM (VALUES (1, 10), (2, 20)) t(a, c) GROUP BY CUBE (a) ORDER BY 1

--- 216 aggregates
SELECT x, count(*) FROM (VALUES (1), (2)) t(x)

--- 217 aggregates
SELECT sum(count(*)) FROM (VALUES (1)) t(x)

--- 218 aggregates
SELECT max('a'::text), min(DATE '2001-03-01'), max(INTERVAL '1 day')

--- 219 aggregates
SELECT count(*) AS n, 'x' AS k

--- 220 windows
SELECT x, row_number() OVER (ORDER BY x) FROM generate_series(1, 3) x

--- 221 windows
SELECT x, rank() OVER (ORDER BY y), dense_rank() OVER (ORDER BY y), percent_rank() OVER (ORDER BY y), cume_dist() OVER (ORDER BY y) FROM (VALUES (1, 1), (2, 1), (3, 2)) t(x, y) ORDER BY x

--- 222 windows
SELECT x, lag(x) OVER (ORDER BY x), lead(x, 2, 0) OVER (ORDER BY x) FROM generate_series(1, 3) x

--- 223 windows
SELECT x, sum(x) OVER (ORDER BY x), sum(x) OVER (), avg(x) OVER (ORDER BY x ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM generate_series(1, 4) x

--- 224 windows
SELECT x, first_value(x) OVER w, last_value(x) OVER w, nth_value(x, 2) OVER w FROM generate_series(1, 3) x WINDOW w AS (ORDER BY x)

--- 225 windows
SELECT x, ntile(2) OVER (ORDER BY x) FROM generate_series(1, 5) x

--- 226 windows
SELECT g, x, sum(x) OVER (PARTITION BY g ORDER BY x) FROM (VALUES ('a', 1), ('a', 2), ('b', 3)) t(g, x) ORDER BY g, x

--- 227 windows
SELECT x, sum(x) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM generate_series(1, 4) x

--- 228 windows
SELECT x, count(*) OVER (ORDER BY x GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1), (1), (2)) t(x) ORDER BY x

--- 229 windows
SELECT x, count(*) FILTER (WHERE x > 1) OVER (ORDER BY x) FROM generate_series(1, 3) x

--- 230 queries
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS t(n, s) ORDER BY n

--- 231 queries
VALUES (1, 'a'), (2, 'b')

--- 232 queries
VALUES (1), (2.5)

--- 233 queries
SELECT * FROM generate_series(1, 5, 2)

--- 234 queries
SELECT * FROM generate_series(1, 3) AS g(x) WHERE x > 1

--- 235 queries
SELECT a.x, b.y FROM (VALUES (1), (2)) a(x) JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) ON a.x = b.x

--- 236 queries
SELECT a.x, b.y FROM (VALUES (1), (2)) a(x) LEFT JOIN (VALUES (1, 'p'), (3, 'q')) b(x, y) USING (x) ORDER BY 1

--- 237 queries
SELECT * FROM (VALUES (1), (2)) a(x) FULL JOIN (VALUES (2), (3)) b(x) USING (x) ORDER BY x

--- 238 queries
SELECT * FROM (VALUES (1), (2)) a(x) CROSS JOIN (VALUES ('p')) b(y) ORDER BY x

--- 239 queries
SELECT * FROM (VALUES (1), (2)) a(x) NATURAL JOIN (VALUES (2), (3)) b(x)

--- 240 queries
SELECT a.x, l.y FROM (VALUES (1), (2)) a(x), LATERAL (SELECT a.x * 10 AS y) l ORDER BY 1

--- 241 queries
WITH t AS (SELECT 1 AS x) SELECT * FROM t

--- 242 queries
WITH t(a, b) AS (VALUES (1, 2)) SELECT a + b FROM t

--- 243 queries
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t

--- 244 queries
WITH t AS MATERIALIZED (SELECT 1 AS x), u AS NOT MATERIALIZED (SELECT x + 1 AS y FROM t) SELECT * FROM t, u

--- 245 queries
SELECT 1 UNION SELECT 1

--- 246 queries
SELECT 1 UNION ALL SELECT 2.5

--- 247 queries
SELECT 1 UNION SELECT NULL ORDER BY 1

--- 248 queries
SELECT x FROM generate_series(1, 5) x INTERSECT SELECT x FROM generate_series(3, 7) x ORDER BY 1

--- 249 queries
SELECT x FROM generate_series(1, 5) x EXCEPT SELECT x FROM generate_series(3, 7) x ORDER BY 1

--- 250 queries
SELECT 'a' UNION SELECT 'b' ORDER BY 1 DESC

--- 251 queries
SELECT NULL UNION SELECT 1

--- 252 queries
SELECT DISTINCT x FROM (VALUES (1), (1), (2)) t(x) ORDER BY x

--- 253 queries
SELECT DISTINCT ON (g) g, x FROM (VALUES ('a', 2), ('a', 1), ('b', 3)) t(g, x) ORDER BY g, x

--- 254 queries
SELECT x FROM generate_series(1, 10) x ORDER BY x DESC LIMIT 3 OFFSET 2

--- 255 queries
SELECT x FROM generate_series(1, 10) x ORDER BY x FETCH FIRST 2 ROWS ONLY

--- 256 queries
SELECT x FROM (VALUES (1), (NULL), (2)) t(x) ORDER BY x

--- 257 queries
SELECT x FROM (VALUES (1), (NULL), (2)) t(x) ORDER BY x DESC NULLS LAST

--- 258 queries
SELECT x FROM (VALUES ('b'), ('A'), ('a'), ('B')) t(x) ORDER BY x

--- 259 queries
SELECT (SELECT 1), (SELECT x FROM (VALUES (1)) t(x) WHERE false)

--- 260 queries
SELECT EXISTS (SELECT 1), NOT EXISTS (SELECT 1 WHERE false)

--- 261 queries
SELECT 1 WHERE 1 IN (SELECT x FROM generate_series(1, 3) x)

--- 262 queries
SELECT x FROM generate_series(1, 3) x WHERE x > ALL (SELECT y FROM (VALUES (1), (2)) t(y))

--- 263 queries
SELECT x, (SELECT count(*) FROM generate_series(1, 3) y WHERE y < x) FROM generate_series(1, 3) x ORDER BY x

--- 264 queries
SELECT (SELECT 1 UNION ALL SELECT 2)

--- 265 queries
SELECT t.* FROM (SELECT 1 AS a, 2 AS b) t

--- 266 queries
SELECT t FROM (SELECT 1 AS a, 'x' AS b) t

--- 267 queries
SELECT (t).a FROM (SELECT 1 AS a, 'x' AS b) t

--- 268 queries
SELECT

--- 269 queries
SELECT FROM generate_series(1, 2)

--- 270 queries
SELECT 1 AS x, x + 1

--- 271 queries
SELECT * FROM (SELECT 1) t

--- 272 queries
TABLE pg_catalog.pg_am

--- 273 queries
SELECT x AS y FROM generate_series(1, 3) x GROUP BY y ORDER BY y

--- 274 queries
SELECT max(x) FROM generate_series(1, 3) x ORDER BY max(x)

--- 275 queries
SELECT 1 LIMIT 0

--- 276 queries
SELECT 1 LIMIT NULL

--- 277 queries
SELECT x FROM generate_series(1, 3) x LIMIT -1

--- 278 names of columns
SELECT count(*), sum(1), now() IS NULL, upper('a')

--- 279 names of columns
SELECT 1 + 1, 'a' || 'b', -1, NOT true

--- 280 names of columns
SELECT CASE WHEN true THEN 1 END, coalesce(1, 2), nullif(1, 2), greatest(1, 2)

--- 281 names of columns
SELECT ARRAY[1], ROW(1), (SELECT 1), (SELECT 1 AS named), EXISTS (SELECT 1)

--- 282 names of columns
SELECT '1'::int, CAST('1' AS bigint), 'a'::varchar(3), 1::numeric(5,2), '1 day'::interval

--- 283 names of columns
SELECT (ARRAY[1,2])[1], current_date IS NULL, current_user = session_user

--- 284 names of columns
SELECT extract(year FROM DATE '2001-03-01'), trim('a'), substring('abc', 1, 1), position('a' IN 'a'), overlay('abc' placing 'x' from 1)

--- 285 names of columns
SELECT true AND false, 1 = 1, 1 IN (1), 'a' LIKE 'a', 1 BETWEEN 1 AND 2, NULL IS NULL

--- 286 names of columns
SELECT current_date::text = '', CURRENT_TIMESTAMP::text = '', LOCALTIME::text = ''

--- 287 errors
SELECT nothing

--- 288 errors
SELECT * FROM nothing_here

--- 289 errors
SELECT nothing.x FROM (SELECT 1) t

--- 290 errors
SELECT nofunction(1)

--- 291 errors
SELECT upper(1, 2)

--- 292 errors
SELECT 1 + 'a'

--- 293 errors
SELECT 'a' + 'b'

--- 294 errors
SELECT 1 = 'a'

--- 295 errors
SELECT true + 1

--- 296 errors
SELECT DATE '2001-03-01' + DATE '2001-03-01'

--- 297 errors
SELECT -'a'

--- 298 errors
SELECT FROM WHERE

--- 299 errors
SELEC 1

--- 300 errors
SELECT 'unterminated

--- 301 errors
SELECT "unterminated

--- 302 errors
SELECT (1

--- 303 errors
SELECT 1 FROM

--- 304 errors
SELECT 1,

--- 305 errors
SELECT * FROM (VALUES (1), (1, 2)) t

--- 306 errors
SELECT 1 UNION SELECT 1, 2

--- 307 errors
SELECT 1 UNION SELECT 'a'

--- 308 errors
SELECT x FROM generate_series(1, 2) x ORDER BY 2

--- 309 errors
SELECT x FROM generate_series(1, 2) x GROUP BY y

--- 310 errors
SELECT x, sum(x) FROM generate_series(1, 2) x

--- 311 errors
SELECT sum(x) FROM generate_series(1, 2) x WHERE sum(x) > 1

--- 312 errors
SELECT row_number() FROM generate_series(1, 2) x

--- 313 errors
SELECT a.x FROM (SELECT 1 AS x) a, (SELECT 2 AS y) a

--- 314 errors
SELECT x FROM (SELECT 1 AS x) a, (SELECT 2 AS x) b

--- 315 errors
SELECT 'x'::nothing

--- 316 errors
SELECT 1::nothing

--- 317 errors
SELECT 'maybe'::bool

--- 318 errors
SELECT 'x'::uuid

--- 319 errors
SELECT '1 fortnight'::interval

--- 320 errors
SELECT 'x'::numeric

--- 321 errors
SELECT '1e999'::float8

--- 322 errors
SELECT chr(0)

--- 323 errors
SELECT substring('abc', 1, -1)

--- 324 errors
SELECT sqrt(-1)

--- 325 errors
SELECT ln(0)

--- 326 errors
SELECT 1 WHERE 1

--- 327 errors
SELECT CASE WHEN 1 THEN 2 END

--- 328 errors
SELECT CASE 1 WHEN 1 THEN 1 ELSE 'a' END

--- 329 errors
SELECT coalesce(1, 'a')

--- 330 errors
SELECT 1 LIMIT 'a'

--- 331 errors
SELECT $1

--- 332 errors
SELECT 1; SELECT 2

--- 333 errors
SELECT 1; SELECT 1/0; SELECT 3

--- 334 errors


--- 335 errors
;

--- 336 errors
-- only a comment

--- 337 errors
SELECT 1 /* a comment /* nested */ */ AS x -- end

--- 338 errors
SELECT 1;

--- 339 relations
SELECT * FROM flights ORDER BY flight_id

--- 340 relations
SELECT count(*) FROM flights

--- 341 relations
SELECT origin, count(*), sum(delay), avg(delay), max(departed_at) FROM flights GROUP BY origin ORDER BY origin

--- 342 relations
SELECT * FROM payments ORDER BY payment_id

--- 343 relations
SELECT user_id, sum(amount), avg(amount), min(amount) FROM payments GROUP BY user_id ORDER BY 1

--- 344 relations
SELECT amount * 2, amount + 1, amount / 3, round(amount) FROM payments ORDER BY payment_id

--- 345 relations
SELECT * FROM labels ORDER BY id

--- 346 relations
SELECT l.id, f.flight_id FROM labels l LEFT JOIN flights f ON f.origin = l.origin AND f.departed_at <= l.ts ORDER BY 1, 2

--- 347 relations
SELECT * FROM all_types

--- 348 relations
SELECT id, at, flag, small, int, single, double FROM all_types

--- 349 relations
SELECT amount, label, bytes, day, clock, stamp, span, uid, doc, ints, texts FROM all_types

--- 350 relations
SELECT flights.origin FROM flights WHERE delay IS NULL

--- 351 relations
SELECT f.* FROM flights AS f WHERE f.delay > 30 ORDER BY f.flight_id

--- 352 relations
SELECT origin FROM flights WHERE origin LIKE 'O%' AND distance BETWEEN 1 AND 1000

--- 353 relations
SELECT DISTINCT origin FROM flights ORDER BY origin NULLS FIRST

--- 354 relations
SELECT origin, delay, rank() OVER (PARTITION BY origin ORDER BY delay DESC NULLS LAST) FROM flights ORDER BY 1, 3, 2

--- 355 relations
SELECT departed_at::date AS day, count(*) FROM flights GROUP BY 1 ORDER BY 1

--- 356 relations
SELECT date_trunc('hour', departed_at) AS h, count(*) FROM flights GROUP BY h ORDER BY h

--- 357 relations
SELECT extract(hour FROM departed_at) AS h, avg(delay) FROM flights WHERE origin = 'ORD' GROUP BY h ORDER BY h

--- 358 relations
SELECT delay::text || ' min' FROM flights WHERE flight_id = 1

--- 359 relations
SELECT coalesce(delay, 0) FROM flights ORDER BY flight_id

--- 360 relations
SELECT CASE WHEN delay > 30 THEN 'late' WHEN delay > 0 THEN 'some' ELSE 'none' END AS how, count(*) FROM flights GROUP BY how ORDER BY how

--- 361 relations
SELECT count(DISTINCT origin), count(DISTINCT destination) FROM flights

--- 362 relations
SELECT bool_or(refused), count(*) FILTER (WHERE refused) FROM payments

--- 363 relations
SELECT array_agg(flight_id ORDER BY flight_id) FROM flights WHERE origin = 'ATL'

--- 364 relations
SELECT string_agg(origin, ',' ORDER BY origin) FROM flights

--- 365 relations
SELECT (SELECT max(delay) FROM flights) - (SELECT min(delay) FROM flights)

--- 366 relations
SELECT * FROM flights WHERE delay > (SELECT avg(delay) FROM flights) ORDER BY flight_id

--- 367 relations
SELECT flight_id FROM flights f WHERE EXISTS (SELECT 1 FROM labels l WHERE l.origin = f.origin) ORDER BY 1

--- 368 relations
SELECT ints[1], texts[2], cardinality(ints), doc ->> 'a' FROM all_types

--- 369 relations
SELECT stamp + span, at - INTERVAL '1 hour', day + 1, clock FROM all_types

--- 370 relations
SELECT nothing FROM flights

--- 371 relations
SELECT origin FROM flights GROUP BY destination

--- 372 relations
SELECT * FROM flights WHERE origin = 1

--- 373 relations
SELECT origin + 1 FROM flights

--- 374 relations
SELECT f.nothing FROM flights f

--- 375 relations
WITH late AS (SELECT * FROM flights WHERE delay > 20) SELECT origin, count(*) FROM late GROUP BY origin ORDER BY origin

--- 376 relations
SELECT origin FROM flights UNION SELECT destination FROM flights ORDER BY 1

--- 377 relations
SELECT flight_id FROM flights EXCEPT SELECT id FROM labels ORDER BY 1

--- 378 relations
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY delay) FROM flights

--- 379 relations
SELECT corr(distance, delay) FROM flights

--- 380 relations
SELECT * FROM flights ORDER BY departed_at DESC NULLS LAST, flight_id LIMIT 3

--- 381 parameters
--$ '41'
SELECT $1::int + 1

--- 382 parameters
--$ '41'
SELECT $1 + 1

--- 383 parameters
--$ 'a'
SELECT $1 || 'x'

--- 384 parameters
--$ '1'
--$ '{1,2}'
SELECT $1 = ANY($2::int[])

--- 385 parameters
--$ 'ORD'
SELECT * FROM flights WHERE origin = $1 ORDER BY flight_id

--- 386 parameters
--$ '2001-03-01 12:00Z'
SELECT count(*) FROM flights WHERE departed_at > $1

--- 387 parameters
--$ '{10,20}'
SELECT count(*) FROM flights WHERE delay = ANY($1)

--- 388 parameters
--$ '2'
--$ '1'
SELECT x FROM generate_series(1, 10) x ORDER BY x LIMIT $1 OFFSET $2

--- 389 parameters
--$ 'a'
--$ '2001-03-01 12:00Z'
--$ '1.50'
--$ 't'
--$ 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
SELECT $1::text, $2::timestamptz, $3::numeric, $4::bool, $5::uuid

--- 390 parameters
--$ NULL
SELECT $1::int IS NULL

--- 391 parameters
--$ '1 hour'
SELECT TIMESTAMPTZ '2001-03-01 12:00Z' - $1

--- 392 parameters
--$ 't'
--$ 'a'
SELECT CASE WHEN $1 THEN $2 ELSE 'x' END

--- 393 parameters
--$ NULL
SELECT coalesce($1, 5)

--- 394 parameters
--$ '2'
SELECT $1 IN (1, 2)

--- 395 parameters
--$ 'abc'
SELECT upper($1), length($1)

--- 396 parameters
--$ 'x'
SELECT $1::int

--- 397 parameters
--$ '1'
--$ '2'
SELECT $2::int

--- 398 session
SHOW server_version_num

--- 399 session
SHOW search_path

--- 400 session
SHOW DateStyle

--- 401 session
SHOW nothing

--- 402 session
SET extra_float_digits = 0

--- 403 session
SELECT 0.1::float8 + 0.2, 1.1::float4, pi()

--- 404 session
RESET extra_float_digits

--- 405 session
SET DateStyle = 'German'

--- 406 session
SELECT DATE '2001-03-01', TIMESTAMP '2001-03-01 12:34:56'

--- 407 session
SET DateStyle = 'SQL, DMY'

--- 408 session
SELECT DATE '2001-03-01', TIMESTAMPTZ '2001-03-01 12:34:56Z'

--- 409 session
RESET DateStyle

--- 410 session
SET IntervalStyle = 'iso_8601'

--- 411 session
SELECT INTERVAL '1 year 2 mons 3 days 04:05:06'

--- 412 session
SET IntervalStyle = 'sql_standard'

--- 413 session
SELECT INTERVAL '1 year 2 mons 3 days 04:05:06', INTERVAL '-1 day'

--- 414 session
SET IntervalStyle = 'postgres_verbose'

--- 415 session
SELECT INTERVAL '1 year 2 mons 3 days 04:05:06', INTERVAL '-1 day'

--- 416 session
RESET IntervalStyle

--- 417 session
SET bytea_output = 'escape'

--- 418 session
SELECT '\x0041ff'::bytea

--- 419 session
RESET bytea_output

--- 420 session
SET TIME ZONE 'Europe/Berlin'

--- 421 session
SELECT TIMESTAMPTZ '2001-03-01 12:00Z', TIMESTAMPTZ '2001-07-01 12:00Z', '2001-03-01 12:00'::timestamptz

--- 422 session
SELECT date_trunc('day', TIMESTAMPTZ '2001-03-01 23:30Z'), extract(hour FROM TIMESTAMPTZ '2001-03-01 12:00Z')

--- 423 session
SET TIME ZONE 'UTC'

--- 424 session
SET nothing = 1

--- 425 session
SET extra_float_digits = 99

--- 426 session
SET DateStyle = 'nonsense'

--- 427 session
SELECT current_setting('nothing')

--- 428 session
SELECT current_setting('nothing', true)

--- 429 session
SELECT set_config('application_name', 'x', false)

--- 430 session
SHOW application_name

--- 431 session
BEGIN

--- 432 session
SELECT 1

--- 433 session
SAVEPOINT a

--- 434 session
SELECT 2

--- 435 session
ROLLBACK TO a

--- 436 session
RELEASE a

--- 437 session
COMMIT

--- 438 session
COMMIT

--- 439 session
ROLLBACK

--- 440 session
BEGIN; SELECT 1; COMMIT

--- 441 session
PREPARE p AS SELECT $1::int + 1

--- 442 session
EXECUTE p(41)

--- 443 session
EXECUTE nothing

--- 444 session
DEALLOCATE p

--- 445 session
DEALLOCATE nothing

--- 446 session
BEGIN

--- 447 session
DECLARE c CURSOR FOR SELECT * FROM generate_series(1, 5)

--- 448 session
FETCH 2 FROM c

--- 449 session
FETCH ALL FROM c

--- 450 session
MOVE 1 FROM c

--- 451 session
CLOSE c

--- 452 session
COMMIT

--- 453 session
FETCH 1 FROM c

--- 454 session
CLOSE c

--- 455 session
DECLARE c CURSOR FOR SELECT 1

--- 456 session
LISTEN x

--- 457 session
UNLISTEN *

--- 458 session
DISCARD ALL
