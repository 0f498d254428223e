package http

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"asof/catalog"
	"asof/catalog/password"
	"asof/catalog/sqlerr"
)

// identity is who a request is from.
type identity struct {
	user catalog.User
	role *catalog.Role // as it is in the catalog now: another pointer after any change of it
}

// who finds the role of a request by its bearer token. Where everybody is trusted a request without one is the bootstrap role's.
func (s *Server) who(r *http.Request) (identity, error) {
	snap := s.Snapshot()
	header := r.Header.Get("Authorization")
	if header == "" && s.Trust {
		if !local(r.Host) {
			return identity{}, sqlerr.New(sqlerr.InvalidAuthorization, "a request to host %q needs a bearer token", r.Host).
				WithHint("Without one, ask for localhost or a loopback address.")
		}
		role, _ := snap.Role(catalog.BootstrapRole)
		return identity{catalog.User{Name: role.Name, Trusted: true}, role}, nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return identity{}, sqlerr.New(sqlerr.InvalidAuthorization, "a bearer token is required").
			WithHint("Send the header Authorization: Bearer TOKEN; ALTER ROLE … TOKEN '…' gives a role one.")
	}
	role := s.tokens.role(snap, strings.TrimSpace(token))
	if role == nil || role.ValidUntil != nil && *role.ValidUntil <= s.Now().UnixMicro() {
		return identity{}, sqlerr.New(sqlerr.InvalidPassword, "the bearer token is of no role")
	}
	return identity{catalog.User{Name: role.Name}, role}, nil
}

// local says whether a request names its host by a loopback address. A page that a browser was lured to may give itself a name that leads
// here; its requests have that name.
func local(hostport string) bool {
	host := (&url.URL{Host: hostport}).Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// tokens finds roles by their tokens. What it knows is of one snapshot, and made anew when another is asked for.
type tokens struct{ known atomic.Pointer[tokenIndex] }

type tokenIndex struct {
	snap  *catalog.Snapshot
	roles map[string]*catalog.Role // by the hash of the token; nil if several have it
}

func (t *tokens) role(snap *catalog.Snapshot, token string) *catalog.Role {
	known := t.known.Load()
	if known == nil || known.snap != snap {
		known = &tokenIndex{snap: snap, roles: map[string]*catalog.Role{}}
		for _, r := range snap.Roles() {
			if r.Token == "" {
				continue
			}
			hash := string(r.Token)
			if _, twice := known.roles[hash]; twice {
				r = nil
			}
			known.roles[hash] = r
		}
		t.known.Store(known)
	}
	hash := password.TokenHash(token)
	r := known.roles[hash]
	// The map's own comparison ends at the first difference; but it compares hashes, of which a guess at the token tells nothing.
	if r == nil || subtle.ConstantTimeCompare([]byte(hash), []byte(r.Token)) != 1 {
		return nil
	}
	return r
}
