// Package sqlerr is the one error type of asof: what a client sees, with its SQLSTATE.
package sqlerr

import (
	"errors"
	"fmt"
)

// SQLSTATEs in use. The names are those of Postgres' errcodes list.
const (
	Warning                   = "01000"
	PrivilegeNotRevoked       = "01006"
	PrivilegeNotGranted       = "01007"
	InvalidGrant              = "0LP01"
	FeatureNotSupported       = "0A000"
	CardinalityViolation      = "21000"
	NumericValueOutOfRange    = "22003"
	InvalidDatetimeFormat     = "22007"
	DatetimeFieldOverflow     = "22008"
	DivisionByZero            = "22012"
	InvalidFrameSize          = "22013"
	InvalidParameterValue     = "22023"
	StringTooLong             = "22001"
	CharacterNotInRepertoire  = "22021"
	InvalidTextRepresentation = "22P02"
	InvalidBinary             = "22P03"
	BadCopyFormat             = "22P04"
	UntranslatableCharacter   = "22P05"
	NotNullViolation          = "23502"
	UniqueViolation           = "23505"
	CheckViolation            = "23514"
	ActiveTransaction         = "25001"
	ReadOnlyTransaction       = "25006"
	NoActiveTransaction       = "25P01"
	InFailedTransaction       = "25P02"
	InvalidStatementName      = "26000"
	DependentObjects          = "2BP01"
	InvalidAuthorization      = "28000"
	InvalidPassword           = "28P01"
	InvalidCatalogName        = "3D000"
	InvalidCursorName         = "34000"
	InvalidSavepoint          = "3B001"
	InvalidSchemaName         = "3F000"
	SerializationFailure      = "40001"
	DeadlockDetected          = "40P01"
	SyntaxError               = "42601"
	InsufficientPrivilege     = "42501"
	CannotCoerce              = "42846"
	GroupingError             = "42803"
	DatatypeMismatch          = "42804"
	UndefinedObject           = "42704"
	DuplicateObject           = "42710"
	UndefinedColumn           = "42703"
	UndefinedFunction         = "42883"
	UndefinedTable            = "42P01"
	UndefinedParameter        = "42P02"
	WindowingError            = "42P20"
	WrongObjectType           = "42809"
	AmbiguousColumn           = "42702"
	AmbiguousFunction         = "42725"
	DuplicateColumn           = "42701"
	DuplicateCursor           = "42P03"
	DuplicatePrepared         = "42P05"
	DuplicateTable            = "42P07"
	DuplicateAlias            = "42712"
	InvalidColumnReference    = "42P10"
	InvalidObjectDefinition   = "42P17"
	IndeterminateDatatype     = "42P18"
	InvalidName               = "42602"
	ReservedName              = "42939"
	DiskFull                  = "53100"
	OutOfMemory               = "53200"
	TooManyConnections        = "53300"
	LimitExceeded             = "53400"
	ProgramLimitExceeded      = "54000"
	StatementTooComplex       = "54001"
	ObjectNotInState          = "55000"
	ObjectInUse               = "55006"
	LockNotAvailable          = "55P03"
	QueryCanceled             = "57014"
	AdminShutdown             = "57P01"
	CannotConnectNow          = "57P03"
	StoreUnreachable          = "58030" // io_error: an online store or a file that cannot be reached
	UndefinedFile             = "58P01"
	ProtocolViolation         = "08P01"
	Internal                  = "XX000"
	DataCorrupted             = "XX001"
)

// Severities of an Error; the zero value means ERROR.
const (
	SeverityFatal   = "FATAL"
	SeverityWarning = "WARNING"
	SeverityNotice  = "NOTICE"
)

// Error is an error (or a notice) with a SQLSTATE. Position counts characters, from 1, in the text that the client sent;
// 0 means none.
type Error struct {
	Severity              string
	Code                  string
	Message, Detail, Hint string
	Context               string // what was being done, as CONTEXT tells it
	Position              int
}

func (e *Error) Error() string { return fmt.Sprintf("%s (SQLSTATE %s)", e.Message, e.Code) }

// New returns an Error with a formatted message.
func New(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Notice returns a NOTICE with a formatted message and SQLSTATE 00000.
func Notice(format string, args ...any) *Error {
	return &Error{Severity: SeverityNotice, Code: "00000", Message: fmt.Sprintf(format, args...)}
}

// At returns e with its position set: pos is a character offset from 0.
func (e *Error) At(pos int) *Error { e.Position = pos + 1; return e }

// WithHint returns e with a hint.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// WithDetail returns e with a detail.
func (e *Error) WithDetail(format string, args ...any) *Error {
	e.Detail = fmt.Sprintf(format, args...)
	return e
}

// Code returns the SQLSTATE of err, "" for nil, Internal for an error that is not an Error.
func Code(err error) string {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Elsewhere is err, about text that is not what the client sent: its context says whose text it is, and it has no position.
func Elsewhere(err error, format string, args ...any) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	told := *e
	told.Position, told.Context = 0, fmt.Sprintf(format, args...)
	return &told
}

// From returns the Error in err's chain. Any other error becomes "internal error": its text is for the log only, and the
// caller that sends the result to a client logs err.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "internal error")
}
