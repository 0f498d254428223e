// What the programs of Node's clients have in common. Arguments of each: HOST PORT ["plain"]; with "plain" the server is a real Postgres with
// twin.sql, which has the same relations but no AS OF.
'use strict'
const assert = require('assert').strict

const [host, port] = process.argv.slice(2)
exports.plain = process.argv.includes('plain')
exports.config = { host, port: Number(port), user: 'tester', database: 'asof', ssl: false }

exports.NOON = "set asof.now = '2001-03-01 12:00Z'"
exports.ONLINE = "set asof.route = 'online'"
exports.VIEWS = ['airport_delay', 'departure_risk', 'route_delay', 'user_spend']
exports.SOURCES = ['events', 'flights', 'payments']
exports.AIRPORT_DELAY = [['origin', 'text'], ['last_delay', 'integer'], ['departures_30m', 'bigint'], ['avg_delay_30m', 'double precision'], ['late_minutes_7d', 'bigint']]
// As the drivers make it: a bigint is a string, so that no digit is lost.
exports.ORD = { origin: 'ORD', last_delay: 40, departures_30m: '3', avg_delay_30m: 55 / 3, late_minutes_7d: '60' }
exports.ATL = { origin: 'ATL', last_delay: 30, departures_30m: '2', avg_delay_30m: 15, late_minutes_7d: '30' }
exports.LABELS = [[1, 'ORD', '2001-03-01T12:00:00Z'], [2, 'ATL', '2001-03-01T12:10:00Z'], [3, 'XXX', '2001-03-01T12:00:00Z'], [4, 'LAX', '2001-02-22T12:00:00Z'],
  [5, 'LAX', '2001-02-22T12:00:00.000001Z']]
exports.training = from => `select l.id, d.last_delay, d.departures_30m from labels l left join airport_delay as of l.ts as d using (origin) where l.id >= ${from} order by l.id`
exports.TRAINED = [[1, 40, '3'], [2, null, '3'], [3, null, null], [4, 5, '0'], [5, null, null]]
exports.MILLION = 'select id, happened_at, name, amount from events'
exports.SLOW = 'select count(*) from generate_series(1, 3000000000) a(x) where x % 7 = 8'

exports.same = (got, want, what) => assert.deepEqual(got, want, what && `${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`)

exports.contains = (got, want) => want.forEach(w => assert.ok(got.includes(w), `${w} is not in ${got}`))

exports.refused = async (code, run) => {
  try {
    await run()
  } catch (e) {
    const state = e.code || (e.driverError && e.driverError.code)
    assert.equal(state, code, `SQLSTATE ${state} (${e.message}), want ${code}`)
    return e
  }
  throw new Error(`went through, want SQLSTATE ${code}`)
}

// million counts rows and adds up their ids.
exports.million = () => {
  let n = 0, sum = 0
  return {
    add(row) { n++; sum += Number(row.id) },
    check() { exports.same([n, sum], [1000000, 499999500000]) },
  }
}

// run runs every check, also after one that failed.
exports.run = async checks => {
  let failed = 0
  for (const check of checks) {
    try {
      await check()
      console.log('ok', check.name)
    } catch (e) {
      failed++
      console.log('FAILED', check.name, e)
    }
  }
  if (failed) {
    console.log(`${failed} of ${checks.length} checks failed`)
    process.exit(1)
  }
  console.log('ok all')
  process.exit(0)
}
