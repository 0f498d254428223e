package main_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Over HTTPS, with the certificate of the Postgres protocol, as HTTP/2, and with tokens made in SQL.
func TestHTTPS(t *testing.T) {
	a := newAuthority(t)
	a.issue(t, "server", "server")
	s := guarded(t, "--http", "127.0.0.1:0", "--tls-cert", a.file("server.crt"), "--tls-key", a.file("server.key"))
	const token = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
	if got := psqlSays(t, s, "sesame", "user=root sslmode=require", "CREATE ROLE scraper LOGIN TOKEN '"+token+"' IN ROLE pg_monitor"); got != "CREATE ROLE" {
		t.Fatal(got)
	}
	address := regexp.MustCompile(`msg=http address=(\S+)`).FindStringSubmatch(s.log.String())
	if address == nil {
		t.Fatal(s.log)
	}
	pem, err := os.ReadFile(a.file("authority.crt"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{RootCAs: roots}}}
	for _, tt := range []struct {
		path, token string
		status      int
		says        string
	}{
		{"/healthz", "", 200, "ok"},
		{"/metrics", "", 401, "28000"},
		{"/metrics", "sesame", 401, "28P01"},
		{"/metrics", token, 200, "asof_info"},
		{"/openapi.json", token, 200, `"openapi":"3.1.0"`},
	} {
		r, err := http.NewRequest("GET", "https://"+address[1]+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.token != "" {
			r.Header.Set("Authorization", "Bearer "+tt.token)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != tt.status || !strings.Contains(string(body), tt.says) || answer.ProtoMajor != 2 {
			t.Errorf("%s: %s %d %.200s", tt.path, answer.Proto, answer.StatusCode, body)
		}
	}
	s.keepsSecrets(t, token)
}
