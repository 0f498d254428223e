// typeorm: a view as an entity, and its own reading of the schema.
'use strict'
const { DataSource, EntitySchema } = require('typeorm')
const { config, plain, same, run, million, ...c } = require('./common')

const AirportDelay = new EntitySchema({
  name: 'AirportDelay',
  tableName: 'airport_delay',
  columns: {
    origin: { type: 'text', primary: true },
    last_delay: { type: 'int4' },
    departures_30m: { type: 'int8' },
    avg_delay_30m: { type: 'float8' },
    late_minutes_7d: { type: 'int8' },
  },
})

const source = new DataSource({ type: 'postgres', host: config.host, port: config.port, username: config.user, database: config.database, entities: [AirportDelay],
  extra: { max: 1, options: '-c TimeZone=UTC' }, installExtensions: false })

async function schemas() {
  await source.initialize()
  const r = source.createQueryRunner()
  same([await r.hasSchema('public'), await r.hasSchema('nothing'), await r.getCurrentSchema(), await r.getCurrentDatabase()], [true, false, 'public', 'asof'])
  await r.release()
}

async function tables() {
  const r = source.createQueryRunner()
  same(await r.hasTable('airport_delay'), true)
  same(await r.hasTable('nothing_of_the_kind'), false)
  same(await r.hasColumn('airport_delay', 'last_delay'), true)
  const views = await r.query("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'VIEW' order by 1")
  same(views.map(v => v.table_name), c.VIEWS)
  await r.release()
}

async function columns() {
  const r = source.createQueryRunner()
  const table = await r.getTable('airport_delay')
  same(table.columns.map(x => [x.name, x.type]), c.AIRPORT_DELAY)
  await r.release()
}

async function online() {
  await source.query(c.NOON)
  await source.query(c.ONLINE)
  const repository = source.getRepository('AirportDelay')
  same({ ...(await repository.findOneBy({ origin: 'ORD' })) }, c.ORD)
  const got = await repository.createQueryBuilder('d').where('d.origin in (:...origins)', { origins: ['ORD', 'ATL', 'X'] }).orderBy('d.origin').getMany()
  same(got.map(x => ({ ...x })), [c.ATL, c.ORD])
  await source.query('reset asof.route')
}

async function training() {
  await source.transaction(async m => {
    await m.query('create temp table labels (id int4, origin text, ts timestamptz)')
    for (const row of c.LABELS) await m.query('insert into labels values ($1, $2, $3)', row)
    if (plain) return
    same((await m.query(c.training('$1'), [1])).map(Object.values), c.TRAINED)
  })
}

async function million_() {
  const all = million()
  const r = source.createQueryRunner()
  for await (const row of await r.stream(c.MILLION)) all.add(row)
  await r.release()
  all.check()
}
Object.defineProperty(million_, 'name', { value: 'million' })

run([schemas, tables, columns, online, training, million_])
