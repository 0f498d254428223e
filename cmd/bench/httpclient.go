package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// httpClient posts a JSON body for each read over one connection that is kept.
type httpClient struct {
	http  *http.Client
	url   string
	body  func(dst []byte, keys []int64) []byte
	found func(answer []byte, keys int) (int, error) // counts the keys that an answer has
	out   []byte
	in    bytes.Buffer
}

func dialHTTP(url string, body func([]byte, []int64) []byte, found func([]byte, int) (int, error)) *httpClient {
	transport := &http.Transport{MaxConnsPerHost: 1, MaxIdleConnsPerHost: 1, DisableCompression: true, DialContext: (&net.Dialer{Timeout: 10 * time.Second}).DialContext}
	return &httpClient{http: &http.Client{Transport: transport, Timeout: time.Minute}, url: url, body: body, found: found}
}

func (c *httpClient) close() { c.http.CloseIdleConnections() }

// read implements client.
func (c *httpClient) read(keys []int64) (int, error) {
	c.out = c.body(c.out[:0], keys)
	answer, err := c.http.Post(c.url, "application/json", bytes.NewReader(c.out))
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	c.in.Reset()
	if _, err := io.Copy(&c.in, answer.Body); err != nil {
		return 0, err
	}
	if answer.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("%s: %s: %.200s", c.url, answer.Status, c.in.Bytes())
	}
	return c.found(c.in.Bytes(), len(keys))
}

// appendKeys appends keys with commas between them.
func appendKeys(dst []byte, keys []int64) []byte {
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendInt(dst, k, 10)
	}
	return dst
}
