package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// Servers may share a temporary folder: each has its own in it, the same one whenever it starts.
func TestTempFolders(t *testing.T) {
	shared, seen := t.TempDir(), map[string]bool{}
	for range 2 {
		data := t.TempDir()
		for range 2 {
			f, err := (&Config{Data: data, TempDir: shared}).prepare()
			if err != nil {
				t.Fatal(err)
			}
			if filepath.Dir(f.temp) != shared || len(filepath.Base(f.temp)) != len("asof-")+16 {
				t.Errorf("%s is not in %s", f.temp, shared)
			}
			seen[f.temp] = true
		}
		if f, err := (&Config{Data: data}).prepare(); err != nil || !strings.HasPrefix(f.temp, f.state) {
			t.Errorf("the default is %+v, %v", f, err)
		}
	}
	if len(seen) != 2 {
		t.Errorf("two servers have %v", seen)
	}
}
