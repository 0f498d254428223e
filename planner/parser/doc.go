// Package parser turns SQL text into planner/ast.
//
// It has three layers. The tokenizer (token.go and its neighbours) follows Postgres 15's scanner to the letter; Split cuts a
// simple query by it. The grammar of definitions and session statements is written out by hand, one statement per file. Every
// other statement is an ast.Query: Blocks takes it apart into query blocks only when the planner asks, by sending a skeleton of
// it to the TiDB parser (skeleton.go) and reading the structure back into spans of the client's own tokens.
//
// All errors are *sqlerr.Error with a position in the text that was given.
package parser
