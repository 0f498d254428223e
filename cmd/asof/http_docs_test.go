package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The examples of the pages about HTTP give what they say: each ```console block has commands and what they write, each ```sql block is run
// between them.
func TestHTTPDocumentation(t *testing.T) {
	for _, page := range []string{"rest.md", "metrics.md"} {
		t.Run(page, func(t *testing.T) {
			content, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
			if err != nil {
				t.Fatal(err)
			}
			w, language, block, ran := startWeb(t, Config{Auth: "trust"}), "", "", 0
			for _, line := range strings.Split(string(content), "\n") {
				switch {
				case language == "" && strings.HasPrefix(line, "```"):
					language, block = line[3:], ""
				case line == "```":
					ran += w.example(t, language, block)
					language = ""
				default:
					block += line + "\n"
				}
			}
			if ran == 0 {
				t.Error("the page has no examples")
			}
		})
	}
}

// example runs a block, and returns how many commands it had.
func (w *web) example(t *testing.T, language, block string) int {
	t.Helper()
	switch language {
	case "sql":
		for _, statement := range strings.Split(strings.TrimSpace(block), ";\n") {
			if out := w.sql(statement); strings.HasPrefix(out, "ERROR") {
				t.Errorf("%s\n%s", statement, out)
			}
		}
	case "console":
		commands := strings.Split("\n"+block, "\n$ ")[1:]
		for _, c := range commands {
			command, want, _ := strings.Cut(c, "\n")
			if got := w.curl(t, command); strings.TrimSuffix(got, "\n") != strings.TrimSuffix(want, "\n") {
				t.Errorf("%s\n%s\nwant\n%s", command, got, want)
			}
		}
		return len(commands)
	}
	return 0
}

// curl does what the pages use of it: -s, -H, -d, a URL, and | grep with words.
func (w *web) curl(t *testing.T, command string) string {
	t.Helper()
	command, filters, _ := strings.Cut(command, " | ")
	words := shellWords(command)
	method, path, body := "GET", "", ""
	var header []string
	for i := 1; i < len(words); i++ {
		switch words[i] {
		case "-s":
		case "-H":
			i++
			name, value, _ := strings.Cut(words[i], ": ")
			header = append(header, name, value)
		case "-d":
			i++
			method, body = "POST", words[i]
			// curl says that it sends a form; whoever reads the page should not have to say more.
			header = append(header, "Content-Type", "application/x-www-form-urlencoded")
		default:
			var ok bool
			if path, ok = strings.CutPrefix(words[i], "http://127.0.0.1:7480"); !ok {
				t.Fatalf("%s: %s means nothing here", command, words[i])
			}
		}
	}
	_, out := w.ask(t, method, path, body, header...)
	for _, filter := range strings.Split(filters, " | ") {
		if filter == "" {
			continue
		}
		var wanted []string
		for _, word := range shellWords(filter)[1:] {
			if word != "-e" {
				wanted = append(wanted, word)
			}
		}
		kept := ""
		for _, line := range strings.SplitAfter(out, "\n") {
			for _, word := range wanted {
				if strings.Contains(line, word) {
					kept += line
					break
				}
			}
		}
		out = kept
	}
	return out
}

// shellWords cuts a command at spaces outside of single quotes.
func shellWords(s string) []string {
	var words []string
	word, quoted := "", false
	for _, r := range s + " " {
		switch {
		case r == '\'':
			quoted = !quoted
		case r == ' ' && !quoted:
			if word != "" {
				words = append(words, word)
			}
			word = ""
		default:
			word += string(r)
		}
	}
	return words
}
