// knex: its schema builder's questions, its query builder, streams.
'use strict'
const Knex = require('knex')
const { config, plain, same, contains, run, million, ...c } = require('./common')

const knex = Knex({ client: 'pg', connection: { ...config, options: '-c TimeZone=UTC' }, pool: { min: 1, max: 1 } })

async function schemas() {
  contains(await knex('information_schema.schemata').pluck('schema_name'), ['public', 'pg_catalog'])
}

async function tables() {
  same(await knex.schema.hasTable('airport_delay'), true)
  same(await knex.schema.hasTable('nothing_of_the_kind'), false)
  same(await knex('information_schema.tables').where({ table_schema: 'public', table_type: 'VIEW' }).orderBy('table_name').pluck('table_name'), c.VIEWS)
}

async function columns() {
  const info = await knex('airport_delay').columnInfo()
  same(Object.entries(info).map(([name, x]) => [name, x.type]), c.AIRPORT_DELAY)
  same(await knex.schema.hasColumn('airport_delay', 'last_delay'), true)
}

async function online() {
  await knex.raw(c.NOON)
  await knex.raw(c.ONLINE)
  same(await knex('airport_delay').where('origin', 'ORD'), [c.ORD])
  same(await knex('airport_delay').whereIn('origin', ['ORD', 'ATL', 'X']).orderBy('origin'), [c.ATL, c.ORD])
  await knex.raw('reset asof.route')
}

async function training() {
  await knex.transaction(async tx => {
    await tx.raw('create temp table labels (id int4, origin text, ts timestamptz)')
    await tx('labels').insert(c.LABELS.map(([id, origin, ts]) => ({ id, origin, ts })))
    if (plain) return
    const got = await tx.raw(c.training('?'), [1])
    same(got.rows.map(Object.values), c.TRAINED)
    await tx.transaction(async inner => same(await inner('labels').count('* as n'), [{ n: '5' }])) // a savepoint
  })
}

async function million_() {
  const all = million()
  for await (const row of knex('events').select('id', 'name').stream({ batchSize: 10000 })) all.add(row)
  all.check()
}
Object.defineProperty(million_, 'name', { value: 'million' })

run([schemas, tables, columns, online, training, million_])
