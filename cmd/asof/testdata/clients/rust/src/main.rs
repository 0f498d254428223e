//! tokio-postgres: everything in binary, statements prepared, portals fetched in parts, COPY. Arguments: HOST PORT ["plain"]; with "plain" the
//! server is a real Postgres with twin.sql, which has the same relations but no AS OF.

use chrono::{DateTime, TimeZone, Utc};
use futures_util::{pin_mut, SinkExt, TryStreamExt};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Config, Error, NoTls};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const VIEWS: [&str; 4] = ["airport_delay", "departure_risk", "route_delay", "user_spend"];
const SOURCES: [&str; 3] = ["events", "flights", "payments"];

async fn connect() -> Result<Client> {
    let args: Vec<String> = std::env::args().collect();
    let (client, connection) = Config::new()
        .host(&args[1])
        .port(args[2].parse()?)
        .user("tester")
        .dbname("asof")
        .options("-c TimeZone=UTC")
        .connect(NoTls)
        .await?;
    tokio::spawn(connection);
    Ok(client)
}

fn plain() -> bool {
    std::env::args().any(|a| a == "plain")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn same<T: PartialEq + std::fmt::Debug>(got: T, want: T) {
    assert_eq!(got, want);
}

fn refused<T>(result: std::result::Result<T, Error>, code: &str) {
    let e = result.err().expect("it went through");
    same(e.code().map(|c| c.code()), Some(code));
}

async fn schemas(c: &Client) -> Result {
    let names: Vec<String> = c.query("select schema_name::text from information_schema.schemata", &[]).await?.iter().map(|r| r.get(0)).collect();
    for want in ["public", "pg_catalog", "information_schema"] {
        assert!(names.iter().any(|n| n == want), "{want} is not in {names:?}");
    }
    Ok(())
}

async fn tables(c: &Client) -> Result {
    let rows = c.query("select table_name, table_type from information_schema.tables where table_schema = $1 order by 1", &[&"public"]).await?;
    let of = |view: bool| rows.iter().filter(|r| (r.get::<_, &str>(1) == "VIEW") == view).map(|r| r.get(0)).collect::<Vec<&str>>();
    same(of(true), VIEWS.to_vec());
    same(of(false), SOURCES.to_vec());
    Ok(())
}

async fn columns(c: &Client) -> Result {
    let st = c.prepare("select * from airport_delay where origin = $1").await?;
    same(st.params().to_vec(), vec![Type::TEXT]);
    let got: Vec<(&str, Type)> = st.columns().iter().map(|c| (c.name(), c.type_().clone())).collect();
    let want = vec![("origin", Type::TEXT), ("last_delay", Type::INT4), ("departures_30m", Type::INT8), ("avg_delay_30m", Type::FLOAT8), ("late_minutes_7d", Type::INT8)];
    same(got, want);
    // A type that it does not know is looked up in the catalog.
    let st = c.prepare("select table_name, is_nullable from information_schema.columns where table_name = 'airport_delay'").await?;
    same(c.query(&st, &[]).await?.len(), 5);
    Ok(())
}

async fn parameters(c: &Client) -> Result {
    let t = at("2001-03-01T12:00:00.123456Z");
    let row = c
        .query_one(
            "select $1::bool, $2::int2, $3::int4, $4::int8, $5::float4, $6::float8, $7::text, $8::bytea, $9::timestamptz, $10::date, $11::time, $12::timestamp, $13::int4[], $14::text[], $15::int8",
            &[&true, &7i16, &-70000i32, &(1i64 << 40), &1.5f32, &0.1f64, &"it's é", &[0u8, 255].as_slice(), &t, &t.date_naive(), &t.time(), &t.naive_utc(), &vec![Some(1i32), None],
              &vec!["x", "q\""], &None::<i64>],
        )
        .await?;
    same((row.get(0), row.get(1), row.get(2), row.get(3), row.get(4), row.get(5)), (true, 7i16, -70000i32, 1i64 << 40, 1.5f32, 0.1f64));
    same((row.get(6), row.get(7), row.get(8)), ("it's é", [0u8, 255].as_slice(), t));
    same((row.get(9), row.get(10), row.get(11)), (t.date_naive(), t.time(), t.naive_utc()));
    same((row.get(12), row.get(13), row.get(14)), (vec![Some(1i32), None], vec!["x", "q\""], None::<i64>));
    Ok(())
}

async fn blocks(c: &mut Client) -> Result {
    let mut tx = c.transaction().await?;
    tx.batch_execute("create temp table b (i int4); insert into b values (1)").await?;
    let inner = tx.transaction().await?; // a savepoint
    refused(inner.query("select nothing from b", &[]).await, "42703");
    inner.rollback().await?;
    same(tx.query_one("select count(*) from b", &[]).await?.get(0), 1i64);
    tx.commit().await?;
    refused(c.query("select 'x'::text::int4", &[]).await, "22P02");
    let sink = c.copy_in("copy b from stdin").await?;
    pin_mut!(sink);
    sink.send(std::io::Cursor::new("2\n3\n")).await?;
    same(sink.finish().await?, 2);
    let out: Vec<_> = c.copy_out("copy (select i from b order by i) to stdout").await?.try_collect().await?;
    same(out.iter().flat_map(|b| b.to_vec()).collect::<Vec<u8>>(), b"1\n2\n3\n".to_vec());
    let token = c.cancel_token();
    let stop = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        token.cancel_query(NoTls).await
    };
    let (stopped, slow) = tokio::join!(stop, c.query("select count(*) from generate_series(1, 3000000000) a(x) where x % 7 = 8", &[]));
    stopped?;
    refused(slow, "57014");
    Ok(())
}

async fn online(c: &Client) -> Result {
    c.batch_execute("set asof.now = '2001-03-01 12:00Z'; set asof.route = 'online'").await?;
    let st = c.prepare("select * from airport_delay where origin = $1").await?;
    for _ in 0..7 {
        let row = c.query_one(&st, &[&"ORD"]).await?;
        same((row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)), ("ORD", 40i32, 3i64, 55.0f64 / 3.0, 60i64));
    }
    let rows = c.query("select origin, last_delay from airport_delay where origin = any($1) order by origin", &[&vec!["ORD", "X", "ATL"]]).await?;
    same(rows.iter().map(|r| (r.get(0), r.get(1))).collect::<Vec<(&str, i32)>>(), vec![("ATL", 30), ("ORD", 40)]);
    c.batch_execute("reset asof.route").await?;
    Ok(())
}

async fn training(c: &Client) -> Result {
    c.batch_execute("create temp table labels (id int4, origin text, ts timestamptz)").await?;
    let insert = c.prepare("insert into labels values ($1, $2, $3)").await?;
    let noon = Utc.with_ymd_and_hms(2001, 3, 1, 12, 0, 0).unwrap();
    for (id, origin, ts) in [
        (1i32, "ORD", noon), (2, "ATL", at("2001-03-01T12:10:00Z")), (3, "XXX", noon), (4, "LAX", at("2001-02-22T12:00:00Z")), (5, "LAX", at("2001-02-22T12:00:00.000001Z")),
    ] {
        same(c.execute(&insert, &[&id, &origin, &ts]).await?, 1);
    }
    if plain() {
        return Ok(());
    }
    let rows = c.query("select l.id, d.last_delay, d.departures_30m from labels l left join airport_delay as of l.ts as d using (origin) where l.id >= $1 order by l.id", &[&1i32]).await?;
    let got: Vec<(i32, Option<i32>, Option<i64>)> = rows.iter().map(|r| (r.get(0), r.get(1), r.get(2))).collect();
    same(got, vec![(1, Some(40), Some(3)), (2, None, Some(3)), (3, None, None), (4, Some(5), Some(0)), (5, None, None)]);
    Ok(())
}

async fn million(c: &mut Client) -> Result {
    let tx = c.transaction().await?;
    let portal = tx.bind("select id, happened_at, name, amount from events", &[]).await?;
    let (mut n, mut sum) = (0i64, 0i64);
    loop {
        let rows = tx.query_portal(&portal, 20000).await?;
        if rows.is_empty() {
            break;
        }
        n += rows.len() as i64;
        sum += rows.iter().map(|r| r.get::<_, i64>(0)).sum::<i64>();
    }
    tx.commit().await?;
    same((n, sum), (1000000, 499999500000));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let mut c = connect().await?;
    schemas(&c).await?;
    println!("ok schemas");
    tables(&c).await?;
    println!("ok tables");
    columns(&c).await?;
    println!("ok columns");
    parameters(&c).await?;
    println!("ok parameters");
    blocks(&mut c).await?;
    println!("ok blocks");
    online(&c).await?;
    println!("ok online");
    training(&c).await?;
    println!("ok training");
    million(&mut c).await?;
    println!("ok million");
    println!("ok all");
    Ok(())
}
