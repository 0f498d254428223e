// Package pgwire speaks the Postgres protocol, version 3. It knows messages, types and SQLSTATEs, and nothing of features.
package pgwire
