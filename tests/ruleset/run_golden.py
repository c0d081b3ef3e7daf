#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Golden cases through ossec-logtest: run_golden.py LOGTEST RULESET TSV...

golden.c holds the same rows against the engine itself; this goes the way of a
user: a home with an ossec.conf, the installed directories, the tool and its
JSON. A row is: log, decoder, fields, rule, level, note (see golden.c).

Rows marked same-state continue what the row before them left behind; each such
chain has a process of its own, all other rows share one that forgets
everything after each line (--reset-between).
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

CONF = """<ossec_config><rules>
<decoder_dir>ruleset/decoders</decoder_dir>
<rule_dir>ruleset/rules</rule_dir>
</rules></ossec_config>
"""
ESCAPES = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}


class Row:
    def __init__(self, place, columns):
        self.place = place
        self.log = unescape(columns[0])
        self.decoder, self.fields = columns[1], unescape(columns[2])
        self.rule, self.level, self.note = columns[3:6]

    def line(self):
        """As it goes into the tool; it takes one line per event."""
        return self.log.replace("\n", "").replace("\r", "") + "\n"

    def askable(self):
        """The tool has one queue and location, skips tiny lines, cuts long."""
        return 2 < len(self.line()) < 6000 and "queue=" not in self.note and \
            "location=" not in self.note


def unescape(text):
    return re.sub(r"\\[\\tnr]", lambda m: ESCAPES[m.group()], text)


def read_rows(path):
    with open(path, encoding="utf-8", errors="surrogateescape",
              newline="\n") as f:
        for n, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if n == 1 or not line:
                continue
            columns = line.split("\t")
            if len(columns) < 6:
                sys.exit("%s:%d: expected 6 columns" % (path, n))
            yield Row("%s:%d" % (os.path.basename(path), n), columns)


def chains(rows):
    """Lists of rows that share their state."""
    out = []
    for row in rows:
        if "same-state" in row.note and out:
            out[-1].append(row)
        else:
            out.append([row])
    return out


def make_home(ruleset):
    home = tempfile.mkdtemp(prefix="golden-")
    os.mkdir(os.path.join(home, "etc"))
    os.symlink(os.path.abspath(ruleset), os.path.join(home, "ruleset"))
    with open(os.path.join(home, "etc", "ossec.conf"), "w") as f:
        f.write(CONF)
    return home


def ask(logtest, home, rows, *options):
    text = "".join(r.line() for r in rows)
    env = dict(os.environ, TZ="UTC")
    run = subprocess.run(
        [logtest, "--no-chroot", "-D", home, "--json"] + list(options),
        input=text.encode("utf-8", "surrogateescape"), env=env,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    sys.stderr.buffer.write(run.stderr)
    if run.returncode != 0:
        sys.exit("%s: exit status %d" % (logtest, run.returncode))
    answers = [json.loads(l) for l in run.stdout.decode().splitlines()]
    if len(answers) != len(rows):
        sys.exit("%d rows, but %d answers" % (len(rows), len(answers)))
    return answers


def fields_fit(want, got):
    """Exactly those, in any order; values may hold a semicolon. Of a field
    that is captured twice the answer has the last value only."""
    rest = ";%s;" % ("" if want == "-" else want)
    for name, value in got.items():
        one = ";%s=%s;" % (name, value)
        if one not in rest:
            return False
        rest = rest.replace(one, ";", 1)
    return all(part.partition("=")[0] in got
               for part in rest.split(";") if part)


def rule_fits(want, got):
    """"5710", "!5716", "!5716,5710", "!5716,!5717"."""
    return all(part[1:] != got if part.startswith("!") else part == got
               for part in want.split(","))


def check(row, answer):
    """What is wrong, or None."""
    decoder = answer.get("decoder", "-")
    rule = answer.get("rule")
    got = str(rule["id"]) if rule else "-"
    level = str(rule["level"]) if rule else "-"
    if decoder == row.decoder and fields_fit(row.fields, answer["fields"]) \
            and rule_fits(row.rule, got) \
            and row.level in ("-", "", level):
        return None
    fields = ";".join("%s=%s" % f for f in answer["fields"].items()) or "-"
    return "got %s | %s | %s | %s, expected %s | %s | %s | %s: %s" % (
        decoder, fields, got, level, row.decoder, row.fields, row.rule,
        row.level, row.log)


def run(logtest, home, files):
    alone, together = [], []
    for path in files:
        for chain in chains(read_rows(path)):
            if not all(row.askable() for row in chain):
                continue
            (alone if len(chain) == 1 else together).append(chain)
    singles = [chain[0] for chain in alone]
    results = list(zip(singles, ask(logtest, home, singles,
                                    "--reset-between")))
    for chain in together:
        results += zip(chain, ask(logtest, home, chain))
    return [(row, check(row, answer)) for row, answer in results]


def main():
    logtest, ruleset, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    home = make_home(ruleset)
    try:
        results = run(logtest, home, files)
    finally:
        shutil.rmtree(home)
    failed = [(row, why) for row, why in results if why]
    for n, (row, why) in enumerate(failed, 1):
        print("not ok %d - %s: %s" % (n, row.place, why))
    print("%d cases passed, %d failed" % (len(results) - len(failed),
                                          len(failed)))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
