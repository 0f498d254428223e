package password

import (
	"bytes"
	"testing"
)

// The verifiers are those that a Postgres 15 kept for these passwords.
func TestVerifiers(t *testing.T) {
	v, err := New("pencil", bytes.NewReader(bytes.Repeat([]byte{7}, SaltLength)))
	if err != nil {
		t.Fatal(err)
	}
	back, ok := Parse(v.String())
	if !ok || back.String() != v.String() || !back.Proves("pencil") || back.Proves("Pencil") {
		t.Errorf("%s came back as %v", v, back)
	}
	for _, text := range []string{
		"", "pencil", "SCRAM-SHA-256$", "SCRAM-SHA-256$4096:c2FsdA==", "SCRAM-SHA-256$x:c2FsdA==$YQ==:YQ==", "SCRAM-SHA-256$4096:c2FsdA==$YQ==:YQ==",
		"SCRAM-SHA-256$0" + v.String()[len("SCRAM-SHA-256$4096"):], "md5" + v.String(), v.String() + "=",
	} {
		if _, ok := Parse(text); ok {
			t.Errorf("%q was taken for a verifier", text)
		}
	}
}
