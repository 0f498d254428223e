package psqllists

import "asof/catalog"

// empty are the tables that describing a relation reads and that have no rows here: we have no defaults, constraints,
// policies, statistics objects, publications, inheritance or roles in roles, and no column has a collation of its own.
var empty = []Table{
	none("pg_attrdef", "oid oid, adrelid oid, adnum int2, adbin text"),
	none("pg_auth_members", "roleid oid, member oid, grantor oid, admin_option bool"),
	none("pg_collation", "oid oid, collname name, collnamespace oid, collowner oid, collprovider char, collisdeterministic bool, collencoding int4"),
	none("pg_foreign_server", "oid oid, srvname name, srvowner oid, srvfdw oid, srvtype text, srvversion text, srvacl text[], srvoptions text[]"),
	none("pg_foreign_table", "ftrelid oid, ftserver oid, ftoptions text[]"),
	none("pg_inherits", "inhrelid oid, inhparent oid, inhseqno int4, inhdetachpending bool"),
	none("pg_policy", "oid oid, polname name, polrelid oid, polcmd char, polpermissive bool, polroles oid[], polqual text, polwithcheck text"),
	none("pg_publication", `oid oid, pubname name, pubowner oid, puballtables bool, pubinsert bool, pubupdate bool, pubdelete bool,
		pubtruncate bool, pubviaroot bool`),
	none("pg_publication_namespace", "oid oid, pnpubid oid, pnnspid oid"),
	none("pg_publication_rel", "oid oid, prpubid oid, prrelid oid, prqual text, prattrs int2[]"),
	none("pg_statistic_ext", `oid oid, stxrelid oid, stxname name, stxnamespace oid, stxowner oid, stxstattarget int4, stxkeys int2[],
		stxkind char[], stxexprs text`),
}

func none(name, cols string) Table {
	return Table{Name: name, Columns: columns(cols), Rows: func(*catalog.Snapshot, Env) [][]any { return nil }}
}
