package password

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// MinToken is how many characters a bearer token has at least. Tokens are made by machines, so a plain hash of one, unlike one of a
// password, cannot be guessed backwards.
const MinToken = 32

const tokenPrefix = "SHA-256$"

// TokenHash is what a server keeps of a bearer token: SHA-256$ and the hash in base64.
func TokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return tokenPrefix + base64.StdEncoding.EncodeToString(sum[:])
}

// IsTokenHash says whether a text is what TokenHash makes.
func IsTokenHash(text string) bool {
	rest, ok := strings.CutPrefix(text, tokenPrefix)
	sum, err := base64.StdEncoding.DecodeString(rest)
	return ok && err == nil && len(sum) == sha256.Size
}
