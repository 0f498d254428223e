"""psql at a terminal: what the tab key completes, and what Ctrl-C ends."""
import pexpect

from common import *

PROMPT = r"asof[=*!^-]*[>#] "


class Terminal:
    def __init__(self):
        env = {"PATH": "/usr/bin:/bin", "TERM": "dumb", "PAGER": "cat", "PGTZ": "UTC", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "INPUTRC": "/dev/null"}
        self.psql = pexpect.spawn("psql", ["-X", "-h", HOST, "-p", PORT, "-U", "tester", "-d", "asof", "-P", "pager=off"], env=env, encoding="utf-8", timeout=30, dimensions=(50, 200))
        self.psql.expect(PROMPT)

    def complete(self, text, want):
        """What text becomes with the tab key: want comes after it."""
        self.psql.send(text + "\t")
        try:
            self.psql.expect_exact(want, timeout=20)
        except pexpect.TIMEOUT:
            raise AssertionError(f"{text!r}, tab: got {self.psql.buffer!r}, want {want!r}")
        self.psql.send("\x15\r")  # the line is thrown away
        self.psql.expect(PROMPT)

    def options(self, text, *want):
        """What two tabs list."""
        self.psql.send(text + "\t\t")
        for w in sorted(want):
            self.psql.expect_exact(w, timeout=20)
        self.psql.send("\x15\r")
        self.psql.expect(PROMPT)

    def close(self):
        self.psql.sendline("\\q")
        self.psql.expect(pexpect.EOF)


def names():
    t = Terminal()
    t.complete("select * from airp", "ort_delay")
    t.complete("select * from flig", "hts")
    t.options("select * from public.", "public.airport_delay", "public.departure_risk", "public.user_spend")
    t.complete("\\d route", "_delay")
    t.complete("\\dv user_s", "pend")
    t.complete("\\df pg_catalog.pg_table_is_v", "isible")
    t.complete("select * from information_schema.sche", "mata")
    t.complete("table pg_catalog.pg_stat_ac", "tivity")
    t.close()


def columns():
    t = Terminal()
    t.complete("select * from airport_delay where last_d", "elay")
    t.options("select * from airport_delay where ", "avg_delay_30m", "departures_30m", "origin")
    t.complete("select * from user_spend order by last_a", "mount")
    t.close()


def keywords():
    t = Terminal()
    t.complete("sel", "ect")
    t.complete("\\connin", "fo")
    t.complete("discard a", "ll")
    t.close()


def settings():
    t = Terminal()
    t.complete("show statement_time", "out")
    t.complete("set DateSt", "yle")
    t.complete("set TimeZone to 'Europe/Ber", "lin")
    t.complete("\\c as", "of")
    t.complete("set role tes", "ter")
    t.close()


def watch():
    t = Terminal()
    t.psql.sendline("select 'tick' as watched \\watch 0.2")
    for _ in range(3):
        t.psql.expect_exact("tick")
    t.psql.sendintr()
    t.psql.expect(PROMPT)
    t.psql.sendline("select 'still ' || 'here';")
    t.psql.expect_exact("still here")
    t.psql.expect(PROMPT)
    t.close()


def interrupt():
    t = Terminal()
    t.psql.sendline(SLOW + ";")
    t.psql.expect_exact("= 8;")
    try:
        t.psql.expect(PROMPT, timeout=1)
    except pexpect.TIMEOUT:
        t.psql.sendintr()
    t.psql.expect_exact("canceling statement due to user request")
    t.psql.expect(PROMPT)
    t.psql.sendline("select 'still ' || 'here';")
    t.psql.expect_exact("still here")
    t.psql.expect(PROMPT)
    t.close()


run(names, columns, keywords, settings, watch, interrupt)
