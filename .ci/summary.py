"""Reads what `go test -json` printed: the output of what failed to stdout, and "passed failed skipped" to descriptor 3."""

import json
import os
import sys

outcome, output = {}, {}
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    try:
        event = json.loads(line)
    except ValueError:
        print(line, end="")
        continue
    package = event.get("Package") or event.get("ImportPath", "")
    key = (package, event.get("Test", ""))
    if event["Action"] in ("output", "build-output"):
        output.setdefault(key, []).append(event["Output"])
    elif event["Action"] in ("pass", "fail", "skip"):
        outcome[key] = (event["Action"], event.get("Elapsed", 0))
    elif event["Action"] == "build-fail":
        outcome[key] = ("fail", 0)
    elif event["Action"] == "run":
        outcome[key] = ("fail", 0)  # until it ends: a test that a crash cut off has failed

count = {"pass": 0, "fail": 0, "skip": 0}
failed_in = {package for (package, test), (what, _) in outcome.items() if test and what == "fail"}
for (package, test), (what, elapsed) in outcome.items():
    if test:
        count[what] += 1
    elif what == "fail" and package not in failed_in:
        count["fail"] += 1  # it did not build, or a crash named no test
    if what == "fail" and (test or package not in failed_in) or what == "skip" and test:
        print(f"--- {what.upper()} {package} {test}")
        print("".join(output.get((package, test), [])), end="")
    if not test and what != "skip":
        print(f"{what:4} {package} {elapsed:.1f}s")
with open(sys.argv[2], encoding="utf-8", errors="replace") as err:
    print(err.read(), end="")
os.write(3, f"{count['pass']} {count['fail']} {count['skip']}\n".encode())
