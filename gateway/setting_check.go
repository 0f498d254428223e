package gateway

import (
	"regexp"
	"strings"

	"asof/catalog/sqlerr"
)

// checked returns a value in canonical form: by the parameter's type, then by what it means.
func (s *settings) checked(key string, t *setting, name string, values []string) (string, error) {
	value := strings.Join(values, ", ")
	if t == nil {
		if len(values) > 1 {
			return "", sqlerr.New(sqlerr.InvalidParameterValue, "SET %s takes only one argument", name)
		}
		return value, nil
	}
	if len(values) > 1 {
		if !t.list {
			return "", sqlerr.New(sqlerr.InvalidParameterValue, "SET %s takes only one argument", t.name)
		}
	}
	value, err := t.check(value)
	if err != nil {
		return "", err
	}
	if t.name == "default_transaction_read_only" || strings.HasPrefix(key, "transaction_") {
		return value, nil
	}
	return s.meant(key, t, value)
}

var localeName = regexp.MustCompile(`^(C|POSIX|C\.(UTF|utf)-?8|[a-z]{2,3}_[A-Z]{2}(\.[A-Za-z0-9-]+)?(@[a-z]+)?)$`)

// meant checks what a type does not say.
func (s *settings) meant(key string, t *setting, value string) (string, error) {
	switch key {
	case "timezone", "log_timezone":
		z, ok := loadZone(value)
		if !ok {
			return "", t.invalid(value)
		}
		return z.name, nil
	case "datestyle":
		v, detail := s.dateStyle(value)
		if detail != "" {
			return "", t.invalid(value).WithDetail("%s", detail)
		}
		return v, nil
	case "client_encoding":
		if v, ok := encoding(value); ok {
			return v, nil
		}
		if otherEncodings.MatchString(value) {
			return "", t.invalid(value).WithDetail("Conversion between %s and UTF8 is not supported.", strings.ToUpper(value))
		}
		return "", t.invalid(value)
	case "asof.now":
		v, ok := clockText(value)
		if !ok {
			return "", t.invalid(value).WithHint("Give a timestamp with its zone, or '' for the real clock.")
		}
		return v, nil
	case "standard_conforming_strings", "transform_null_equals", "default_with_oids", "check_function_bodies", "array_nulls":
		return s.fixed(t, value)
	case "application_name", "cluster_name":
		ascii := []byte(value)
		for i, c := range ascii {
			if c < ' ' || c > '~' {
				ascii[i] = '?'
			}
		}
		return string(ascii), nil
	case "timezone_abbreviations":
		if value != "Default" && value != "Australia" && value != "India" {
			return "", t.invalid(value)
		}
	case "lc_messages", "lc_monetary", "lc_numeric", "lc_time":
		if value != "" && !localeName.MatchString(value) {
			return "", t.invalid(value)
		}
	case "default_table_access_method":
		if value != "heap" {
			return "", t.invalid(value).WithDetail("Table access method \"%s\" does not exist.", value)
		}
	case "default_tablespace", "temp_tablespaces":
		if value != "" && value != "pg_default" && value != `""` {
			return "", t.invalid(value).WithDetail("Tablespace \"%s\" does not exist.", strings.Trim(value, `"`))
		}
	case roleSetting, "session_authorization":
		return s.identity(key, value)
	}
	return value, nil
}

// fixed refuses to change what statements are read by: here it has one meaning.
func (s *settings) fixed(t *setting, value string) (string, error) {
	if value != t.boot {
		return "", sqlerr.New(sqlerr.FeatureNotSupported, "parameter \"%s\" cannot be set to \"%s\"", t.name, value).
			WithHint("It is always %s.", t.boot)
	}
	return value, nil
}

// setTransactionMode checks a parameter of the transaction that runs.
func (s *Session) setTransactionMode(key, value string) error {
	t := byName[key]
	value, err := t.check(value)
	if err != nil {
		return err
	}
	was, nested := s.settings.get(key), len(s.tx.savepoints) > 0
	switch {
	case value == was:
		return nil
	case key == "transaction_read_only":
		switch {
		case value == "on":
			return nil
		case nested:
			return sqlerr.New(sqlerr.ActiveTransaction, "cannot set transaction read-write mode inside a read-only transaction")
		case s.tx.queried:
			return sqlerr.New(sqlerr.ActiveTransaction, "transaction read-write mode must be set before any query")
		}
	case key == "transaction_isolation":
		switch {
		case s.tx.queried:
			return sqlerr.New(sqlerr.ActiveTransaction, "SET TRANSACTION ISOLATION LEVEL must be called before any query")
		case nested:
			return sqlerr.New(sqlerr.ActiveTransaction, "SET TRANSACTION ISOLATION LEVEL must not be called in a subtransaction")
		}
	case nested:
		return sqlerr.New(sqlerr.ActiveTransaction, "SET TRANSACTION [NOT] DEFERRABLE cannot be called within a subtransaction")
	case s.tx.queried:
		return sqlerr.New(sqlerr.ActiveTransaction, "SET TRANSACTION [NOT] DEFERRABLE must be called before any query")
	}
	return nil
}
