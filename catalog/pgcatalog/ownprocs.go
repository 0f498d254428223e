package pgcatalog

// OwnSchema is the OID of schema asof.
func OwnSchema() uint32 { return uint32(schemaOID("asof")) }

// ownProcs are the functions of schema asof, which no other server has.
func ownProcs() []*Proc {
	const int8OID, boolOID, internal = 20, 16, 12
	return []*Proc{
		{OID: hashed("function", "asof.cancel_job(bigint)"), Name: "cancel_job", Namespace: OwnSchema(), Kind: 'f', Strict: true,
			Volatile: 'v', Args: []uint32{int8OID}, ArgNames: []string{"id"}, Result: boolOID, Lang: internal, Src: "asof_cancel_job"},
	}
}

// IsOwnFunction says whether schema asof has a function of this name.
func IsOwnFunction(name string) bool {
	for _, p := range ownProcs() {
		if p.Name == name {
			return true
		}
	}
	return false
}
