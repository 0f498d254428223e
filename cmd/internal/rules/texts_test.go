package rules

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

// forbidden is what no file may hold, and why. The expressions are written so that they do not match themselves.
var forbidden = []struct {
	why  string
	text *regexp.Regexp
}{
	{"a path of one machine", regexp.MustCompile(`(^|[^\w.$}*-])/(work|root|home|Users)/\w`)},
	{"the host of a package registry", regexp.MustCompile(`proxy[.]golang[.]org|registry[.]npmjs|files[.]pythonhosted|repo[1]?[.]maven|deb[.]debian`)},
	{"a mark of work left undone", regexp.MustCompile(`\b(TO[D]O|FIX[M]E)\b`)},
	{"a conflict of a merge", regexp.MustCompile(`(?m)^(<{7}|>{7}) `)},
}

var plantedTexts = []planted{
	{"text", "docs/x.md", "see /wor" + "k/main/x", true},
	{"text", "exec/x.go", "package exec\n// TO" + "DO: later", true},
	{"text", ".ci/test", "curl https://repo1." + "maven.org/x", true},
	{"text", "exec/x.go", "package exec\n<<<<<<" + "< HEAD", true},
	{"text", "exec/x.bin", "\x00 /wor" + "k/main", false},
	{"text", "docs/x.md", "the folder state/work/x and $HOME/.cache", false},
	{"links", "docs/x.md", "[there](missing.md)", true},
	{"links", "docs/x.md", "[here](x.md) [there](https://example.com/y.md) [part](#part)\n```\n[code](missing.md)\n```\n# Part", false},
	{"links", "docs/x.md", "[part](#other)\n\n# Part", true},
	{"links", "README.md", "[docs](docs/x.md#part)", true},
}

// texts checks every text file for what must not be in it.
func texts(t *testing.T, repo fs.FS) []string {
	var out []string
	walk(t, repo, func(name string) {
		b := read(t, repo, name)
		if bytes.IndexByte(b, 0) >= 0 {
			return
		}
		for _, f := range forbidden {
			if at := f.text.FindIndex(b); at != nil {
				out = append(out, fmt.Sprintf("%s:%d: %s: %q", name, 1+bytes.Count(b[:at[0]], []byte("\n")), f.why, b[at[0]:at[1]]))
			}
		}
	})
	return out
}

var (
	codeBlock = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#+ +(.+)$`)
)

// links checks that relative links of Markdown files lead to a file, and to a heading that is in it.
func links(t *testing.T, repo fs.FS) []string {
	var out []string
	walk(t, repo, func(name string) {
		if path.Ext(name) != ".md" {
			return
		}
		for _, m := range link.FindAllSubmatch(codeBlock.ReplaceAll(read(t, repo, name), nil), -1) {
			to := string(m[1])
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			file, part, _ := strings.Cut(to, "#")
			target := name
			if file != "" {
				target = path.Join(path.Dir(name), file)
			}
			if _, err := fs.Stat(repo, target); err != nil {
				out = append(out, fmt.Sprintf("%s: no file for the link %s", name, to))
			} else if part != "" && !hasHeading(read(t, repo, target), part) {
				out = append(out, fmt.Sprintf("%s: no heading for the link %s", name, to))
			}
		}
	})
	return out
}

// hasHeading says whether a heading has the anchor that code hosts make of it: lower case, spaces as hyphens, only letters, digits,
// hyphens and underscores.
func hasHeading(text []byte, anchor string) bool {
	for _, h := range heading.FindAllSubmatch(text, -1) {
		made := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127:
				return r
			}
			return -1
		}, strings.ToLower(strings.TrimSpace(string(h[1]))))
		if made == anchor {
			return true
		}
	}
	return false
}
