import java.math.BigDecimal;
import java.sql.*;
import java.time.*;
import java.util.*;

/**
 * What a JVM application does: pgjdbc against a server. Arguments: HOST PORT ["plain"]; with "plain" only what any Postgres
 * answers, so that the program itself can be checked against one.
 */
public class PgjdbcClient {
    static String host, port;
    static boolean plain;

    static Connection connect(String options) throws SQLException {
        return DriverManager.getConnection(
            "jdbc:postgresql://" + host + ":" + port + "/asof?user=tester&sslmode=disable" + options);
    }

    static void same(Object got, Object want, String what) {
        if (!Objects.deepEquals(got, want)) {
            throw new AssertionError(what + ": got " + got + ", want " + want);
        }
    }

    interface Step { void run() throws Exception; }

    static SQLException refused(String sqlState, Step step) throws Exception {
        try {
            step.run();
        } catch (SQLException e) {
            same(e.getSQLState(), sqlState, "SQLSTATE of " + e.getMessage());
            return e;
        }
        throw new AssertionError("went through, want SQLSTATE " + sqlState);
    }

    static List<String> rows(Connection c, String sql, Object... args) throws SQLException {
        List<String> out = new ArrayList<>();
        try (PreparedStatement p = c.prepareStatement(sql)) {
            for (int i = 0; i < args.length; i++) p.setObject(i + 1, args[i]);
            try (ResultSet r = p.executeQuery()) {
                int n = r.getMetaData().getColumnCount();
                while (r.next()) {
                    StringBuilder line = new StringBuilder();
                    for (int i = 1; i <= n; i++) line.append(i > 1 ? "|" : "").append(r.getString(i));
                    out.add(line.toString());
                }
            }
        }
        return out;
    }

    static void run(Connection c, String... statements) throws SQLException {
        try (Statement s = c.createStatement()) {
            for (String sql : statements) s.execute(sql);
        }
    }

    // Seven runs of one statement: from the fifth on it is a named one, with binary results.
    static void preparedSevenTimes() throws Exception {
        try (Connection c = connect("");
             PreparedStatement p = c.prepareStatement("select ?::int8 + 1 as n, ?::text as t, ?::float8 as f, ?::numeric(10,2) as d, ?::timestamptz as ts, ?::bool as b, ?::uuid as u, ?::date as day, ?::int4 as nothing")) {
            OffsetDateTime ts = OffsetDateTime.of(2001, 3, 1, 12, 0, 0, 123456000, ZoneOffset.UTC);
            UUID u = UUID.fromString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
            for (int i = 0; i < 7; i++) {
                p.setLong(1, i);
                p.setString(2, "é" + i);
                p.setDouble(3, i / 10.0);
                p.setBigDecimal(4, new BigDecimal("-12.50"));
                p.setObject(5, ts);
                p.setBoolean(6, i % 2 == 0);
                p.setObject(7, u);
                p.setObject(8, LocalDate.of(2001, 3, 1));
                p.setNull(9, Types.INTEGER);
                try (ResultSet r = p.executeQuery()) {
                    if (!r.next()) throw new AssertionError("no row");
                    same(r.getLong("n"), i + 1L, "int8");
                    same(r.getString("t"), "é" + i, "text");
                    same(r.getDouble("f"), i / 10.0, "float8");
                    same(r.getBigDecimal("d"), new BigDecimal("-12.50"), "numeric");
                    same(r.getObject("ts", OffsetDateTime.class).toInstant(), ts.toInstant(), "timestamptz");
                    same(r.getBoolean("b"), i % 2 == 0, "bool");
                    same(r.getObject("u"), u, "uuid");
                    same(r.getObject("day", LocalDate.class), LocalDate.of(2001, 3, 1), "date");
                    same(r.getObject("nothing"), null, "null");
                    same(r.next(), false, "second row");
                }
            }
        }
    }

    static void types() throws Exception {
        String sql = "select true::bool, 1::int2, 2::int4, 3::int8, 1.5::float4, 0.1::float8, 12.340::numeric(6,3), 'x'::text, time '01:02:03.5',"
            + " timestamp '2001-03-01 12:00:00.25', array[1, null, 3]::int4[], array['a,b', 'c']::text[], '{\"a\":1}'::json";
        for (String options : new String[] {"", "&prepareThreshold=1", "&preferQueryMode=simple", "&binaryTransfer=false"}) {
            try (Connection c = connect(options); PreparedStatement p = c.prepareStatement(sql)) {
                for (int i = 0; i < 3; i++) {
                    try (ResultSet r = p.executeQuery()) {
                        r.next();
                        same(r.getBoolean(1), true, "bool");
                        same(r.getShort(2), (short) 1, "int2");
                        same(r.getInt(3), 2, "int4");
                        same(r.getLong(4), 3L, "int8");
                        same(r.getFloat(5), 1.5f, "float4");
                        same(r.getDouble(6), 0.1, "float8");
                        same(r.getBigDecimal(7), new BigDecimal("12.340"), "numeric");
                        same(r.getString(8), "x", "text");
                        same(r.getObject(9, LocalTime.class), LocalTime.of(1, 2, 3, 500_000_000), "time");
                        same(r.getObject(10, LocalDateTime.class), LocalDateTime.of(2001, 3, 1, 12, 0, 0, 250_000_000), "timestamp");
                        same(r.getArray(11).getArray(), new Integer[] {1, null, 3}, "int4[]");
                        same(r.getArray(12).getArray(), new String[] {"a,b", "c"}, "text[]");
                        same(r.getString(13).replace(" ", ""), "{\"a\":1}", "json");
                    }
                }
            }
        }
    }

    // Two results are read by turns, ten rows at a time: while the inner statement runs, the rest of the outer one must wait
    // in the server without holding its engine.
    static void nestedFetchSize() throws Exception {
        try (Connection c = connect("")) {
            run(c, "create temp table nested (a int4, b text)", "insert into nested select i, 'row ' || i from generate_series(1, 1000) as g(i)");
            c.setAutoCommit(false);
            long sum = 0;
            int outerRows = 0;
            try (PreparedStatement outer = c.prepareStatement("select a, b from nested order by a");
                 PreparedStatement inner = c.prepareStatement("select a from nested where a <= ? order by a")) {
                outer.setFetchSize(10);
                inner.setFetchSize(10);
                try (ResultSet o = outer.executeQuery()) {
                    while (o.next()) {
                        outerRows++;
                        same(o.getInt(1), outerRows, "outer row");
                        same(o.getString(2), "row " + outerRows, "outer text");
                        if (outerRows % 20 != 0) continue;
                        inner.setInt(1, 35);
                        try (ResultSet i = inner.executeQuery()) {
                            int n = 0;
                            while (i.next()) same(i.getInt(1), ++n, "inner row");
                            same(n, 35, "inner rows");
                            sum += n;
                        }
                    }
                }
            }
            c.commit();
            same(outerRows, 1000, "outer rows");
            same(sum, 50L * 35, "inner rows of all");
            same(rows(c, "select count(*) from nested"), List.of("1000"), "after the loop");
            c.rollback();
        }
    }

    static void batchesAndBlocks() throws Exception {
        try (Connection c = connect("&reWriteBatchedInserts=true")) {
            run(c, "create temp table b (id int8, v text, at timestamptz)");
            c.setAutoCommit(false);
            try (PreparedStatement p = c.prepareStatement("insert into b values (?, ?, ?)")) {
                for (int i = 0; i < 300; i++) {
                    p.setLong(1, i);
                    p.setString(2, i % 3 == 0 ? null : "v" + i);
                    p.setObject(3, OffsetDateTime.of(2001, 3, 1, 0, 0, 0, 0, ZoneOffset.UTC).plusSeconds(i));
                    p.addBatch();
                }
                p.executeBatch();
            }
            c.commit();
            same(rows(c, "select count(*), count(v), max(id) from b"), List.of("300|200|299"), "batch");
            run(c, "insert into b values (1000, 'gone', null)");
            c.rollback();
            same(rows(c, "select count(*) from b"), List.of("300"), "rollback");
            refused("42703", () -> rows(c, "select missing_column from b"));
            refused("25P02", () -> rows(c, "select 1"));
            c.rollback();
            same(rows(c, "select 1"), List.of("1"), "after rollback");
            c.rollback();
            c.setAutoCommit(true);
            c.setReadOnly(true);
            c.setAutoCommit(false);
            same(rows(c, "select 2"), List.of("2"), "read only");
            c.commit();
        }
    }

    static void cancelling() throws Exception {
        String slow = "select count(*) from generate_series(1, 3000000000) as g(x) where x % 7 = 8";
        try (Connection c = connect(""); Statement s = c.createStatement()) {
            s.setQueryTimeout(1);
            refused("57014", () -> s.executeQuery(slow));
            s.setQueryTimeout(0);
            same(rows(c, "select 1"), List.of("1"), "after the timeout");
            same(c.isValid(5), true, "isValid");
        }
    }

    // names are the values of one column of a result.
    static List<String> names(ResultSet r, String... columns) throws SQLException {
        List<String> out = new ArrayList<>();
        while (r.next()) {
            StringJoiner line = new StringJoiner("|");
            for (String c : columns) line.add(String.valueOf(r.getString(c)));
            out.add(line.toString());
        }
        r.close();
        return out;
    }

    static void contains(List<String> got, String... want) {
        for (String w : want) if (!got.contains(w)) throw new AssertionError(w + " is not in " + got);
    }

    static void schemas() throws Exception {
        try (Connection c = connect("")) {
            DatabaseMetaData m = c.getMetaData();
            contains(names(m.getSchemas(), "TABLE_SCHEM"), "public", "pg_catalog", "information_schema");
            contains(names(m.getSchemas(null, "pub%"), "TABLE_SCHEM"), "public");
            contains(names(m.getCatalogs(), "TABLE_CAT"), "asof");
            same(m.getDatabaseProductName(), "PostgreSQL", "product");
            same(m.getDatabaseMajorVersion(), 15, "major version");
            same(c.getSchema(), "public", "schema");
            same(c.getCatalog(), "asof", "catalog");
            same(m.getUserName(), "tester", "user");
            same(m.getMaxColumnNameLength(), 63, "length of names");
            contains(List.of(m.getSQLKeywords().split(",")), "analyze", "ilike", "returning");
            same(m.getDefaultTransactionIsolation(), Connection.TRANSACTION_READ_COMMITTED, "isolation");
        }
    }

    static final String[] VIEWS = {"airport_delay", "departure_risk", "route_delay", "user_spend"};
    static final String[] SOURCES = {"events", "flights", "payments"};

    static void tables() throws Exception {
        try (Connection c = connect("")) {
            DatabaseMetaData m = c.getMetaData();
            same(names(m.getTables(null, "public", "%", new String[] {"VIEW"}), "TABLE_NAME"), List.of(VIEWS), "views");
            same(names(m.getTables(null, "public", "%", new String[] {"TABLE", "FOREIGN TABLE"}), "TABLE_NAME"), List.of(SOURCES), "sources");
            same(names(m.getTables(null, null, "airport\\_%", new String[] {"VIEW"}), "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE", "REMARKS"),
                List.of("public|airport_delay|VIEW|how late an airport is"), "one view");
            contains(names(m.getTables(null, "pg_catalog", "pg_c%", null), "TABLE_NAME"), "pg_class", "pg_cast");
            contains(names(m.getTableTypes(), "TABLE_TYPE"), "VIEW", "TABLE", "FOREIGN TABLE", "SYSTEM TABLE");
            same(names(m.getTables(null, "public", "nothing_of_the_kind", null), "TABLE_NAME"), List.of(), "no table");
        }
    }

    static void columns() throws Exception {
        try (Connection c = connect("")) {
            DatabaseMetaData m = c.getMetaData();
            same(names(m.getColumns(null, "public", "airport_delay", "%"), "COLUMN_NAME", "TYPE_NAME", "DATA_TYPE", "ORDINAL_POSITION", "REMARKS"),
                List.of("origin|text|12|1|null", "last_delay|int4|4|2|minutes, of the newest departure", "departures_30m|int8|-5|3|null", "avg_delay_30m|float8|8|4|null",
                    "late_minutes_7d|int8|-5|5|null"), "columns");
            same(names(m.getColumns(null, null, "user\\_spend", "last_amount"), "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "IS_AUTOINCREMENT"), List.of("numeric|12|2|NO"), "numeric");
            same(names(m.getPrimaryKeys(null, "public", "route_delay"), "COLUMN_NAME", "KEY_SEQ"), plain ? List.of() : List.of("origin|1", "destination|2"), "primary key");
            same(names(m.getPrimaryKeys(null, "public", "airport_delay"), "COLUMN_NAME"), plain ? List.of() : List.of("origin"), "primary key");
            same(names(m.getImportedKeys(null, "public", "airport_delay"), "FK_NAME"), List.of(), "imported keys");
            same(names(m.getExportedKeys(null, "public", "airport_delay"), "FK_NAME"), List.of(), "exported keys");
            same(names(m.getCrossReference(null, "public", "airport_delay", null, "public", "events"), "FK_NAME"), List.of(), "cross references");
            names(m.getIndexInfo(null, "public", "airport_delay", false, true), "INDEX_NAME");
            names(m.getBestRowIdentifier(null, "public", "airport_delay", DatabaseMetaData.bestRowSession, false), "COLUMN_NAME");
            same(names(m.getVersionColumns(null, "public", "airport_delay"), "COLUMN_NAME"), List.of("ctid"), "version columns");
        }
    }

    // The rest of DatabaseMetaData: every call that asks the server.
    static void metadata() throws Exception {
        try (Connection c = connect("")) {
            DatabaseMetaData m = c.getMetaData();
            contains(names(m.getTypeInfo(), "TYPE_NAME"), "int4", "text", "numeric", "timestamptz", "_int4", "json", "uuid");
            contains(names(m.getFunctions(null, "pg_catalog", "lower"), "FUNCTION_NAME"), "lower");
            contains(names(m.getFunctionColumns(null, "pg_catalog", "format_type", null), "TYPE_NAME"), "oid", "int4");
            contains(names(m.getProcedures(null, "pg_catalog", "no_such%"), "PROCEDURE_NAME"));
            names(m.getProcedureColumns(null, "public", "%", "%"), "COLUMN_NAME");
            names(m.getUDTs(null, "public", "%", null), "TYPE_NAME");
            contains(names(m.getTablePrivileges(null, "public", "airport_delay"), "PRIVILEGE"), "SELECT");
            names(m.getColumnPrivileges(null, "public", "airport_delay", "%"), "PRIVILEGE");
            names(m.getClientInfoProperties(), "NAME");
            for (String list : new String[] {m.getNumericFunctions(), m.getStringFunctions(), m.getTimeDateFunctions(), m.getSystemFunctions()}) if (list.isEmpty()) throw new AssertionError("no functions");
            try (PreparedStatement p = c.prepareStatement("select origin, last_delay as late, avg_delay_30m, 1 as one from airport_delay where origin = ?")) {
                ParameterMetaData pm = p.getParameterMetaData();
                same(pm.getParameterTypeName(1), "text", "type of the parameter");
                ResultSetMetaData r = p.getMetaData();
                same(r.getColumnLabel(2), "late", "label");
                same(r.getColumnTypeName(2), "int4", "type");
                same(r.getColumnClassName(3), "java.lang.Double", "class");
                if (plain) {
                    same(r.getTableName(1), "airport_delay", "table");
                    same(((org.postgresql.PGResultSetMetaData) r).getBaseColumnName(2), "last_delay", "base column");
                }
                same(r.isNullable(4), ResultSetMetaData.columnNullableUnknown, "nullable");
            }
            same(m.getSQLStateType(), DatabaseMetaData.sqlStateSQL, "kind of SQLSTATE");
            same(m.supportsSavepoints(), true, "savepoints");
        }
    }

    static void autosave() throws Exception {
        try (Connection c = connect("&autosave=always")) {
            run(c, "create temp table a (i int4)");
            c.setAutoCommit(false);
            run(c, "insert into a values (1)");
            refused("42703", () -> rows(c, "select nothing from a"));
            run(c, "insert into a values (2)"); // what failed was taken back to a savepoint
            Savepoint s = c.setSavepoint("mine");
            run(c, "insert into a values (3)");
            c.rollback(s);
            c.commit();
            same(rows(c, "select i from a order by i"), List.of("1", "2"), "autosave");
            c.rollback();
        }
    }

    static void copies() throws Exception {
        try (Connection c = connect("")) {
            run(c, "create temp table c (i int8, v text)");
            org.postgresql.copy.CopyManager copy = c.unwrap(org.postgresql.PGConnection.class).getCopyAPI();
            same(copy.copyIn("copy c from stdin with (format csv, header)", new java.io.StringReader("i,v\n1,\"a \"\"b\"\"\"\n2,\n")), 2L, "copyIn");
            java.io.StringWriter out = new java.io.StringWriter();
            same(copy.copyOut("copy (select * from c order by i) to stdout", out), 2L, "copyOut");
            same(out.toString(), "1\ta \"b\"\n2\t\\N\n", "what came out");
            refused("22P04", () -> copy.copyIn("copy c from stdin", new java.io.StringReader("3\n")));
            same(rows(c, "select count(*) from c"), List.of("2"), "after a COPY that failed");
        }
    }

    // All that sets a parameter, with text and with binary transfer.
    static void setters() throws Exception {
        for (String options : new String[] {"", "&binaryTransfer=false", "&prepareThreshold=-1", "&prepareThreshold=1", "&preferQueryMode=simple", "&stringtype=unspecified"}) {
            try (Connection c = connect(options);
                 PreparedStatement p = c.prepareStatement("select ?::int2, ?::int4, ?::int8, ?::float4, ?::float8, ?::numeric(12,4), ?::text, ?::date, ?::time, ?::timestamp, ?::timestamptz, ?::bool, ?::text[], ?::varchar")) {
                for (int i = 0; i < 7; i++) {
                    p.setShort(1, (short) -7);
                    p.setInt(2, -70000);
                    p.setLong(3, 1L << 40);
                    p.setFloat(4, 1.5f);
                    p.setDouble(5, 0.1);
                    p.setBigDecimal(6, new BigDecimal("12345.6789"));
                    p.setString(7, "it's é");
                    p.setDate(8, java.sql.Date.valueOf("1999-12-31"));
                    p.setTime(9, Time.valueOf("01:02:03"));
                    p.setTimestamp(10, Timestamp.valueOf("2001-03-01 12:00:00.000001"));
                    p.setTimestamp(11, Timestamp.valueOf("2001-03-01 12:00:00.5"));
                    p.setBoolean(12, true);
                    p.setArray(13, c.createArrayOf("text", new String[] {"x", null, "q\""}));
                    p.setObject(14, "v", Types.VARCHAR);
                    try (ResultSet r = p.executeQuery()) {
                        r.next();
                        same(r.getShort(1), (short) -7, "int2");
                        same(r.getInt(2), -70000, "int4");
                        same(r.getLong(3), 1L << 40, "int8");
                        same(r.getFloat(4), 1.5f, "float4");
                        same(r.getDouble(5), 0.1, "float8");
                        same(r.getBigDecimal(6), new BigDecimal("12345.6789"), "numeric");
                        same(r.getString(7), "it's é", "text");
                        same(r.getDate(8), java.sql.Date.valueOf("1999-12-31"), "date");
                        same(r.getTime(9), Time.valueOf("01:02:03"), "time");
                        same(r.getTimestamp(10), Timestamp.valueOf("2001-03-01 12:00:00.000001"), "timestamp");
                        same(r.getTimestamp(11), Timestamp.valueOf("2001-03-01 12:00:00.5"), "timestamptz");
                        same(r.getBoolean(12), true, "bool");
                        same((Object[]) r.getArray(13).getArray(), new String[] {"x", null, "q\""}, "text[]");
                        same(r.getObject(14), "v", "varchar");
                    }
                }
            }
        }
        try (Connection c = connect("")) {
            same(rows(c, "select encode(?::bytea, 'hex')", new byte[] {0, (byte) 255}), List.of("00ff"), "bytea");
            same(rows(c, "select id from events where id in (?, ?) order by id limit ?", 1L, 3L, 10), List.of("1", "3"), "types from the place");
            // Nothing here makes keys.
            try (PreparedStatement p = c.prepareStatement("insert into events (id) values (1)", Statement.RETURN_GENERATED_KEYS)) {
                if (!plain) refused("0A000", p::executeUpdate);
            }
        }
    }

    static final String NOON = "set asof.now = '2001-03-01 12:00Z'";

    static void online() throws Exception {
        try (Connection c = connect("&options=-c%20asof.route=online")) {
            run(c, NOON);
            for (int i = 0; i < 7; i++) {
                same(rows(c, "select origin, last_delay, departures_30m from airport_delay where origin = ?", "ATL"), List.of("ATL|30|2"), "one key");
                try (PreparedStatement p = c.prepareStatement("select last_delay, departures_30m, avg_delay_30m from airport_delay where origin = ?")) {
                    p.setString(1, "ORD");
                    ResultSet r = p.executeQuery();
                    r.next();
                    same(r.getInt(1), 40, "last_delay");
                    same(r.getLong(2), 3L, "departures_30m");
                    same(r.getDouble(3), 55.0 / 3, "avg_delay_30m");
                }
            }
            Array keys = c.createArrayOf("text", new String[] {"ORD", "XXX", "ATL", "ORD"});
            for (int i = 0; i < 7; i++) {
                same(rows(c, "select origin, last_delay from airport_delay where origin = any(?) order by origin", keys), List.of("ATL|30", "ORD|40"), "= any");
                if (!plain) same(rows(c, "select k.origin, d.last_delay from unnest(?::text[]) k(origin) left join airport_delay d using (origin)", keys),
                    List.of("ORD|40", "XXX|null", "ATL|30", "ORD|40"), "unnest");
            }
        }
    }

    static void training() throws Exception {
        try (Connection c = connect("")) {
            run(c, NOON, "create temp table labels (id int4, origin text, ts timestamptz)");
            try (PreparedStatement p = c.prepareStatement("insert into labels values (?, ?, ?)")) {
                String[][] spine = {{"ORD", "2001-03-01T12:00:00Z"}, {"ATL", "2001-03-01T12:10:00Z"}, {null, "2001-03-01T12:00:00Z"}, {"ORD", null},
                    {"LAX", "2001-02-22T12:00:00Z"}, {"LAX", "2001-02-22T12:00:00.000001Z"}};
                for (int i = 0; i < spine.length; i++) {
                    p.setInt(1, i + 1);
                    p.setString(2, spine[i][0]);
                    p.setObject(3, spine[i][1] == null ? null : OffsetDateTime.parse(spine[i][1]), Types.TIMESTAMP_WITH_TIMEZONE);
                    p.addBatch();
                }
                p.executeBatch();
            }
            if (plain) return;
            String training = "select l.id, d.last_delay, d.departures_30m from labels l left join airport_delay as of l.ts as d using (origin) where l.id >= ? order by l.id";
            List<String> want = List.of("1|40|3", "2|null|3", "3|null|null", "4|null|null", "5|5|0", "6|null|null");
            for (int i = 0; i < 7; i++) same(rows(c, training, 1), want, "training set");
            OffsetDateTime then = OffsetDateTime.parse("2001-03-01T11:29:59.999999Z");
            same(rows(c, "select last_delay from airport_delay as of ? where origin = ?", then, "ORD"), List.of("10"), "as of a parameter");

            // The same join, ten rows at a time, while online reads go in between.
            c.setAutoCommit(false);
            run(c, "create temp table many as select i as id, 'ORD' as origin, timestamptz '2001-03-01 12:00:00+00' as ts from generate_series(1, 500) as g(i)");
            int n = 0;
            try (PreparedStatement p = c.prepareStatement("select m.id, d.last_delay from many m left join airport_delay as of m.ts as d using (origin) order by m.id")) {
                p.setFetchSize(10);
                ResultSet r = p.executeQuery();
                while (r.next()) {
                    same(r.getInt(1), ++n, "id");
                    same(r.getInt(2), 40, "last_delay");
                    if (n % 50 == 0) same(rows(c, "select last_delay from airport_delay where origin = ?", "ATL"), List.of("30"), "online in between");
                }
            }
            same(n, 500, "rows");
            c.commit();
            refused("42703", () -> rows(c, "select nothing from airport_delay where origin = 'ORD'"));
            c.rollback();

            // A definition is part of its transaction.
            run(c, "create feature view jdbc_view entity airport with (ttl = '2 days') as select origin, delay from flights");
            c.rollback();
            refused("42P01", () -> rows(c, "select * from jdbc_view where origin = 'ORD'"));
            c.rollback();
        }
    }

    // With a fetch size, outside of autocommit, the driver fetches by a named portal: in text, then in binary.
    static void million() throws Exception {
        for (String options : new String[] {"&prepareThreshold=0", "&prepareThreshold=-1"}) {
            try (Connection c = connect(options)) {
                c.setAutoCommit(false);
                long n = 0, sum = 0;
                try (PreparedStatement p = c.prepareStatement("select id, happened_at, name, amount from events where id >= ?")) {
                    p.setLong(1, 0);
                    p.setFetchSize(10000);
                    try (ResultSet r = p.executeQuery()) {
                        while (r.next()) {
                            n++;
                            sum += r.getLong(1);
                        }
                    }
                }
                same(n, 1000000L, "rows");
                same(sum, 499999500000L, "ids");
                c.commit();
            }
        }
    }

    static int failed;

    static void check(String name, Step step) throws Exception {
        try {
            step.run();
        } catch (Exception | AssertionError e) {
            failed++;
            System.out.print("FAILED " + name + " ");
            e.printStackTrace(System.out);
            return;
        }
        System.out.println("ok " + name);
    }

    public static void main(String[] args) throws Exception {
        host = args[0];
        port = args[1];
        plain = args.length > 2;
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        check("preparedSevenTimes", PgjdbcClient::preparedSevenTimes);
        check("types", PgjdbcClient::types);
        check("nestedFetchSize", PgjdbcClient::nestedFetchSize);
        check("batchesAndBlocks", PgjdbcClient::batchesAndBlocks);
        check("cancelling", PgjdbcClient::cancelling);
        check("schemas", PgjdbcClient::schemas);
        check("tables", PgjdbcClient::tables);
        check("columns", PgjdbcClient::columns);
        check("metadata", PgjdbcClient::metadata);
        check("autosave", PgjdbcClient::autosave);
        check("copies", PgjdbcClient::copies);
        check("setters", PgjdbcClient::setters);
        check("online", PgjdbcClient::online);
        check("training", PgjdbcClient::training);
        check("million", PgjdbcClient::million);
        if (failed > 0) {
            System.out.println(failed + " checks failed");
            System.exit(1);
        }
        System.out.println("ok all");
    }
}
