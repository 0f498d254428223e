// node-pg with pg-cursor and pg-query-stream.
'use strict'
const { Client, Pool, types } = require('pg')
const Cursor = require('pg-cursor')
const QueryStream = require('pg-query-stream')
const { config, plain, same, contains, refused, run, million, ...c } = require('./common')

types.setTypeParser(1114, s => s) // a timestamp without a zone stays as it is written

// connected gives body a connection and closes it.
async function connected(body, options = {}) {
  const client = new Client({ ...config, options: '-c TimeZone=UTC', ...options })
  await client.connect()
  try {
    return await body(client)
  } finally {
    await client.end()
  }
}

const rows = r => r.rows.map(Object.values)

async function schemas() {
  await connected(async client => {
    const r = await client.query('select schema_name from information_schema.schemata')
    contains(r.rows.map(x => x.schema_name), ['public', 'pg_catalog', 'information_schema'])
  })
}

async function tables() {
  await connected(async client => {
    const r = await client.query('select table_name, table_type from information_schema.tables where table_schema = $1 order by 1', ['public'])
    same(r.rows.filter(x => x.table_type === 'VIEW').map(x => x.table_name), c.VIEWS)
    same(r.rows.filter(x => x.table_type !== 'VIEW').map(x => x.table_name), c.SOURCES)
  })
}

async function columns() {
  await connected(async client => {
    let r = await client.query('select column_name, data_type from information_schema.columns where table_name = $1 order by ordinal_position', ['airport_delay'])
    same(rows(r), c.AIRPORT_DELAY)
    r = await client.query("select * from airport_delay where origin = 'ORD'")
    same(r.fields.map(f => [f.name, f.dataTypeID]), [['origin', 25], ['last_delay', 23], ['departures_30m', 20], ['avg_delay_30m', 701], ['late_minutes_7d', 20]])
  })
}

async function parameters() {
  const at = new Date('2001-03-01T12:00:00.123Z')
  for (const binary of [false, true]) {
    await connected(async client => {
      for (const [value, cast, want = value] of [[true, 'bool'], [7, 'int2'], [70000, 'int4'], ['1099511627776', 'int8'], [0.25, 'float8'], [1.5, 'float4'],
        ['-12345.6789', 'numeric(12,4)'], ["it's é", 'text'], [at, 'timestamptz'], [null, 'int8'], [{ a: [1, null] }, 'json'],
        [Buffer.from([0, 255, 39, 92]), 'bytea'], [[1, 2, null], 'int4[]'], [['x', null, 'q"'], 'text[]'], ['2001-03-01 12:00:00.5', 'timestamp'],
        ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'uuid']]) {
        if (binary && ['uuid', 'timestamp', 'text[]', 'json', 'numeric(12,4)', 'float8', 'float4', 'timestamptz', 'bytea', 'int4[]'].includes(cast)) continue // it does not read these in binary
        const r = await client.query({ text: `select $1::${cast} as v`, values: [value], binary })
        same(r.rows[0].v, want, `${cast}, binary ${binary}`)
      }
    }, { binary })
  }
  await connected(async client => {
    // It sends text and no types: they come from where the parameter stands.
    same((await client.query('select $1 + 1 as n', [41])).rows[0].n, 42)
    same(rows(await client.query('select id from events where id = any($1) and amount < $2 order by id limit $3', [[1, 2, 3], 0.6, 5])), [['1'], ['2']])
    same(rows(await client.query('select count(*)::int from events where happened_at < $1', [new Date('2001-01-01T00:01:00Z')])), [[60]])
  })
}

async function prepared() {
  await connected(async client => {
    for (let i = 0; i < 7; i++) {
      same(rows(await client.query({ name: 'plus', text: 'select $1::int4 + 1', values: [i] })), [[i + 1]])
    }
    await client.query('create temp table p (i int4, v text)')
    for (let i = 0; i < 50; i++) await client.query('insert into p values ($1, $2)', [i, `v${i}`])
    const r = await client.query('select count(*)::int4 as n from p; select 2::int4 as two')
    same(r.map(x => x.rows[0]), [{ n: 50 }, { two: 2 }])
    same((await client.query({ text: 'select 1::int4, 2::int4', rowMode: 'array' })).rows, [[1, 2]])
  })
}

async function blocks() {
  await connected(async client => {
    await client.query('create temp table b (i int4)')
    await client.query('begin')
    await client.query('insert into b values (1)')
    await client.query('savepoint a')
    const e = await refused('42703', () => client.query('select nothing from b'))
    same(e.position, '8')
    await refused('25P02', () => client.query('select 1'))
    await client.query('rollback to savepoint a')
    await client.query('commit')
    same(rows(await client.query('select i from b')), [[1]])
    await refused('22P02', () => client.query('select $1::int4', ['x']))
    const notices = []
    client.on('notice', n => notices.push(n.code))
    await client.query('commit')
    same(notices, ['25P01'])
  })
}

async function cancelling() {
  await connected(async client => {
    const e = await refused('57014', () => client.query(c.SLOW))
    same(e.message, 'canceling statement due to statement timeout')
    same(rows(await client.query('select 1::int4')), [[1]])
  }, { statement_timeout: 300 })
  await connected(async client => {
    const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid
    setTimeout(() => connected(other => other.query('select pg_cancel_backend($1)', [pid])), 300)
    await refused('57014', () => client.query(c.SLOW))
  })
}

async function pool() {
  const p = new Pool({ ...config, max: 4 })
  const got = await Promise.all([...Array(40)].map(async () => {
    const client = await p.connect()
    try {
      await client.query(c.NOON)
      return (await client.query('select last_delay from airport_delay where origin = $1', ['ORD'])).rows[0].last_delay
    } finally {
      client.release()
    }
  }))
  same(got, Array(40).fill(40))
  await p.end()
}

async function cursors() {
  await connected(async client => {
    const cursor = client.query(new Cursor('select i::int4 as i from generate_series(1, $1::int) g(i) order by i', [10]))
    same((await cursor.read(4)).map(r => r.i), [1, 2, 3, 4])
    same((await cursor.read(100)).map(r => r.i), [5, 6, 7, 8, 9, 10])
    same(await cursor.read(100), [])
    await cursor.close()
    const early = client.query(new Cursor(c.MILLION))
    same((await early.read(10)).length, 10)
    await early.close()
    same(rows(await client.query('select 1::int4')), [[1]])
  })
}

async function online() {
  await connected(async client => {
    await client.query(c.NOON)
    await client.query(c.ONLINE)
    for (let i = 0; i < 7; i++) {
      same((await client.query({ name: 'one', text: 'select * from airport_delay where origin = $1', values: ['ORD'] })).rows, [c.ORD])
    }
    same((await client.query('select * from airport_delay where origin = any($1) order by origin', [['ORD', 'X', 'ATL']])).rows, [c.ATL, c.ORD])
  })
}

async function training() {
  await connected(async client => {
    await client.query('create temp table labels (id int4, origin text, ts timestamptz)')
    for (const row of c.LABELS) await client.query('insert into labels values ($1, $2, $3)', row)
    if (plain) return
    same(rows(await client.query(c.training('$1'), [1])), c.TRAINED)
    same(rows(await client.query('select last_delay from airport_delay as of $1 where origin = $2', [new Date('2001-02-22T12:00:00Z'), 'LAX'])), [[5]])
  })
}

async function million_() {
  await connected(async client => {
    const all = million()
    for await (const row of client.query(new QueryStream(c.MILLION, [], { batchSize: 10000 }))) all.add(row)
    all.check()
  })
}
Object.defineProperty(million_, 'name', { value: 'million' })

run([schemas, tables, columns, parameters, prepared, blocks, cancelling, pool, cursors, online, training, million_])
