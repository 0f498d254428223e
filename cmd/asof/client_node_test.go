package main_test

import "testing"

func TestNodePg(t *testing.T) {
	runClient(t, nodeClient(t, "pg_client.js", "pg", "pg-cursor", "pg-query-stream"))
}
func TestPostgresJS(t *testing.T) { runClient(t, nodeClient(t, "postgresjs_client.js", "postgres")) }
func TestKnex(t *testing.T)       { runClient(t, nodeClient(t, "knex_client.js", "knex", "pg-query-stream")) }
func TestTypeORM(t *testing.T) {
	runClient(t, nodeClient(t, "typeorm_client.js", "typeorm", "pg-query-stream"))
}
