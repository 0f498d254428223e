// Package catalog holds the definitions: sources, entities, feature views, services, and what has been materialised of them.
// A Snapshot is one immutable version of all of it; a Tx collects changes and Catalog.Commit publishes them. It calls nobody.
package catalog
