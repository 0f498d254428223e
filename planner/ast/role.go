package ast

// RoleName names a role: by its name, or by a word for one: "current_user", "session_user", "public".
type RoleName struct {
	Name Name
	Word string
}

// CreateRole is CREATE ROLE | USER | GROUP name [WITH] option ….
type CreateRole struct {
	Text
	Name    Name
	Options []RoleOption // LOGIN among them for CREATE USER
}

// AlterRole is ALTER ROLE | USER name with one of: options, RENAME TO, SET or RESET of a parameter.
type AlterRole struct {
	Text
	Role     RoleName
	All      bool // ALTER ROLE ALL SET
	Options  []RoleOption
	RenameTo Name
	Set      *Set
}

// RoleOption is an option of a role. Name is what it is about: "superuser", "login", "password", "connection limit", "valid until",
// "token", "in role", "role", "admin", ….
type RoleOption struct {
	Name  string
	On    bool       // of SUPERUSER and the like: not written with NO
	Value string     // of PASSWORD, TOKEN and VALID UNTIL, and the number of CONNECTION LIMIT
	Null  bool       // PASSWORD NULL, TOKEN NULL
	Roles []RoleName // of IN ROLE, ROLE and ADMIN
	Pos   int
}

// DropRole is DROP ROLE | USER | GROUP [IF EXISTS] name, ….
type DropRole struct {
	Text
	Names    []RoleName
	IfExists bool
}

// Grant is GRANT or REVOKE of privileges on objects.
type Grant struct {
	Text
	Revoke     bool
	Option     bool   // WITH GRANT OPTION, or GRANT OPTION FOR
	Privileges []Name // in lower case; empty: ALL
	On         string // "table", "all tables", "schema", "database"
	Objects    []QName
	Roles      []RoleName
	Cascade    bool
}

// GrantRole is GRANT or REVOKE of membership in roles.
type GrantRole struct {
	Text
	Revoke  bool
	Admin   bool // WITH ADMIN OPTION, or ADMIN OPTION FOR
	Groups  []Name
	Members []RoleName
}

// Owned is REASSIGN OWNED BY roles TO role, or DROP OWNED BY roles.
type Owned struct {
	Text
	Roles   []RoleName
	To      RoleName // of REASSIGN
	Drop    bool
	Cascade bool
}

func (*CreateRole) statement() {}
func (*AlterRole) statement()  {}
func (*DropRole) statement()   {}
func (*Grant) statement()      {}
func (*GrantRole) statement()  {}
func (*Owned) statement()      {}
