// postgres.js: it asks for the array types of pg_type when it connects, prepares everything, and pipelines.
'use strict'
const postgres = require('postgres')
const { config, plain, same, contains, refused, run, million, ...c } = require('./common')

const sql = postgres({ ...config, username: config.user, max: 1, connection: { TimeZone: 'UTC' }, onnotice() {} })
const rows = r => r.map(Object.values)

async function schemas() {
  contains((await sql`select nspname from pg_catalog.pg_namespace`).map(r => r.nspname), ['public', 'pg_catalog', 'information_schema'])
}

async function tables() {
  const r = await sql`select table_name, table_type from information_schema.tables where table_schema = ${'public'} order by 1`
  same(r.filter(x => x.table_type === 'VIEW').map(x => x.table_name), c.VIEWS)
  same(r.filter(x => x.table_type !== 'VIEW').map(x => x.table_name), c.SOURCES)
}

async function columns() {
  same(rows(await sql`select column_name, data_type from information_schema.columns where table_name = ${'airport_delay'} order by ordinal_position`), c.AIRPORT_DELAY)
  const st = await sql`select * from airport_delay where origin = ${'ORD'}`.describe()
  same(st.types, [25])
  same(st.columns.map(x => [x.name, x.type]), [['origin', 25], ['last_delay', 23], ['departures_30m', 20], ['avg_delay_30m', 701], ['late_minutes_7d', 20]])
}

async function parameters() {
  const at = new Date('2001-03-01T12:00:00.123Z')
  const [r] = await sql`select ${true}::bool as b, ${-7}::int4 as i, ${'é'}::text as t, ${at}::timestamptz as at, ${null}::int8 as nothing, ${sql.json({ a: [1, null] })}::json as j,
    ${sql.array([1, 2, 3])}::int4[] as a, ${Buffer.from([0, 255])}::bytea as y`
  same({ ...r }, { b: true, i: -7, t: 'é', at, nothing: null, j: { a: [1, null] }, a: [1, 2, 3], y: Buffer.from([0, 255]) })
  same(rows(await sql`select id from events where id in ${sql([1, 3])} order by id`), [['1'], ['3']])
}

async function blocks() {
  await refused('42703', () => sql.begin(async tx => {
    await tx`create temp table b (i int4)`
    await tx.savepoint(s => s`insert into b values (1)`)
    await tx`select nothing from b`
  }))
  await refused('42P01', () => sql`select * from b`)
  // Sent without waiting for the answers.
  same(await sql.begin(tx => [tx`select 1::int4 as x`, tx`select 2::int4 as x`]).then(r => r.map(x => x[0].x)), [1, 2])
}

async function cursors() {
  const sizes = []
  await sql`select i from generate_series(1, 25) g(i)`.cursor(10, batch => { sizes.push(batch.length) })
  same(sizes, [10, 10, 5])
}

async function online() {
  await sql.unsafe(c.NOON)
  await sql.unsafe(c.ONLINE)
  for (let i = 0; i < 7; i++) same((await sql`select * from airport_delay where origin = ${'ORD'}`).map(r => ({ ...r })), [c.ORD])
  same((await sql`select * from airport_delay where origin = any(${['ORD', 'X', 'ATL']}) order by origin`).map(r => ({ ...r })), [c.ATL, c.ORD])
  await sql.unsafe('reset asof.route')
}

async function training() {
  await sql`create temp table labels (id int4, origin text, ts timestamptz)`
  const labels = c.LABELS.slice(0, 4) // it makes a Date of a time, which has no microseconds
  await sql`insert into labels ${sql(labels.map(([id, origin, ts]) => ({ id, origin, ts })))}`
  if (plain) return
  same(rows(await sql`select l.id, d.last_delay, d.departures_30m from labels l left join airport_delay as of l.ts as d using (origin) where l.id >= ${1} order by l.id`), c.TRAINED.slice(0, 4))
}

async function million_() {
  const all = million()
  for await (const batch of sql.unsafe(c.MILLION).cursor(10000)) batch.forEach(all.add)
  all.check()
}
Object.defineProperty(million_, 'name', { value: 'million' })

run([schemas, tables, columns, parameters, blocks, cursors, online, training, million_])
