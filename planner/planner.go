// Package planner binds a statement to a snapshot of the catalog and decides what will be done. It is pure: it reads no data,
// no clock and no environment, so it takes no context.
//
//	planner.go    Plan: one case per kind of statement
//	source.go …   the definitions, one statement per file
//	body.go       a view's SELECT taken apart into row expressions, aggregates and what stands above them
//	query.go      a query's blocks: which relations are ours, and what replaces them
//	route.go      online or offline, decided in one function
package planner

import (
	"asof/catalog"
	"asof/catalog/pgcatalog"
	"asof/catalog/sqlerr"
	"asof/planner/ast"
	"asof/planner/parser"
	"asof/planner/plan"
)

// Env is what planning depends on besides the statement and the catalog.
type Env struct {
	User    catalog.User           // the current role
	Session string                 // the session's user, of whom the current role may be a role
	Now     int64                  // microseconds: when a definition was made
	Temp    func(name string) bool // the session's temp tables, which hide our names (R34); nil: none
	Route   string                 // asof.route: "", "online" or "offline"
	Advice  bool                   // asof.advice
	MaxRows int64                  // rows kept online per key (R25)
	Catalog func() pgcatalog.Env   // the session, as pg_catalog shows it; nil: only the user
}

// Plan decides what stmt does. Statements about the session itself (SET, BEGIN, PREPARE, …) are not plans: the gateway runs
// them.
func Plan(snap *catalog.Snapshot, stmt ast.Statement, env Env) (plan.Node, error) {
	p := &planner{snap: snap, env: env}
	switch s := stmt.(type) {
	case *ast.CreateSource:
		return p.createSource(s)
	case *ast.CreateEntity:
		return p.createEntity(s)
	case *ast.CreateView:
		return p.createView(s)
	case *ast.CreateService:
		return p.createService(s)
	case *ast.Alter:
		return p.alter(s)
	case *ast.Drop:
		return p.drop(s)
	case *ast.CreateRole:
		return p.createRole(s)
	case *ast.AlterRole:
		return p.alterRole(s)
	case *ast.DropRole:
		return p.dropRole(s)
	case *ast.GrantRole:
		return p.grantRole(s)
	case *ast.Grant:
		return p.grant(s)
	case *ast.Owned:
		return p.owned(s)
	case *ast.Comment:
		return p.comment(s)
	case *ast.ShowCreate:
		return p.showCreate(s)
	case *ast.Refresh:
		return p.refresh(s)
	case *ast.CreateTest:
		return p.createTest(s)
	case *ast.RunTests:
		return p.runTests(s)
	case *ast.CreateTrainingSet:
		return p.createTrainingSet(s)
	case *ast.RefreshTrainingSet:
		return p.refreshTrainingSet(s)
	case *ast.VerifyTrainingSet:
		return p.verifyTrainingSet(s)
	case *ast.DiffTrainingSets:
		return p.diffTrainingSets(s)
	case *ast.Query:
		return p.query(s)
	case *ast.SelectInto:
		return p.selectInto(s)
	case *ast.Tables:
		return p.tables(s)
	case *ast.Unsupported:
		return nil, s.Err
	}
	return nil, sqlerr.New(sqlerr.FeatureNotSupported, "statement is not supported")
}

type planner struct {
	snap *catalog.Snapshot
	env  Env
}

// at returns err with the position of a byte offset in text.
func at(err *sqlerr.Error, text string, pos int) *sqlerr.Error {
	return err.At(parser.Position(text, pos))
}

// schemaOf refuses a schema that we have no objects of.
func schemaOf(q ast.QName, text string) error {
	switch q.Schema {
	case "", "public":
		return nil
	case "history":
		return at(sqlerr.New(sqlerr.ReservedName, "schema history is the intervals of feature views").
			WithHint("Objects live in schema public."), text, q.Pos)
	}
	return at(sqlerr.New(sqlerr.InvalidSchemaName, "schema %q does not exist", q.Schema).
		WithHint("Objects live in schema public."), text, q.Pos)
}
