#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write a synthetic rule set of the public one's shape, for benchmarks.

usage: gen_ruleset.py DIR [EXTRA [SEED]]

Reads shape.tsv beside this file: which decoders and rules there are, how they
hang together, which kinds of condition they have. Patterns are invented, the
same ones for the same seed. Writes DIR/decoders.xml and DIR/rules.xml. EXTRA
rules of a user (default 0) follow, below the base rules of common sources.
gen_corpus.py imports this module to know which text satisfies which rule.
"""

import os
import random
import re
import sys

SHAPE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shape.tsv")

# Words of log lines. Rules look for pairs of them, so that ordinary lines hold
# the halves of many patterns and the whole of none.
WORDS = """
abandoned absent accepted account accounting action active adapter address
agent alias allocation answer archive area argument arrived assigned attached
attempt attribute audit authority backend backup balance banner barrier batch
binding blocked border branch bridge broadcast broker buffer bundle cable cache
call cancelled capacity carrier catalog cell certificate chain change channel
character check child cipher circuit class cleared client clock closed cluster
code collector command commit component compression condition config connection
console contact container content context controller cookie copy count counter
cover create credential current cursor cycle daemon database datagram deadline
declined default deferred delay deleted delivery depth descriptor device digest
directory disabled disconnect discarded disk dispatch domain domestic dropped
duplicate duration dynamic element empty enabled encoding endpoint engine entry
event exchange exclusive execution exhausted existing expired explicit export
extension external factor feature field file filter finished flag flow flush
folder foreign format forward fragment frame function gateway generation global
grant group guard handle handler handshake header health heartbeat helper hint
history holder host idle ignored image import inactive index indicator initial
input instance integer interface interval invalid item journal kernel key label
latency layer lease ledger length level library license limit line link list
listener load local lock logical login lookup loop lost machine mailbox manager
map marker master match member memory message method migration mirror mode
module monitor mount name network node notice number object offer offset open
operation option order origin output overflow owner packet page panel parameter
parser partition passive password path pattern payload peer pending permission
physical pipe platform plugin pointer policy pool port position prefix previous
primary printer priority process profile protocol provider proxy queue quota
range rate reader realm reason receiver record recovery reference region
register rejected relay release remote removed renewal replaced report request
reserve reset resolver resource response result resume retry return revision
role rollback root route router rule runtime sample schedule schema scope script
sector segment select sender sensor sequence server service session setting
shadow share shell signal signature size slot snapshot socket source spool stack
stage standby start state station status storage stream string subject submit
suffix summary super switch symbol sync system table target task template
terminal thread threshold ticket timeout timer token topic trace tracker
transaction transfer transport trigger trust tunnel unable unexpected unit
unknown unreachable update upload usage user utility validation value variable
vendor verdict version violation virtual volume wait warning watch window worker
writer zone
""".split()

# What stands before the value of a field: two manners of writing logs.
PROSE = {"dstuser": "for", "srcuser": "by", "srcip": "from", "dstip": "to",
         "srcport": "port", "dstport": "service", "protocol": "over",
         "action": "did", "id": "number", "url": "path", "status": "code",
         "extra_data": "about", "system_name": "on"}
KEYS = {"dstuser": "user", "srcuser": "ruser", "srcip": "src", "dstip": "dst",
        "srcport": "spt", "dstport": "dpt", "protocol": "proto",
        "action": "act", "id": "id", "url": "url", "status": "status",
        "extra_data": "data", "system_name": "host"}
PATTERN = {"srcport": r"(\d+)", "dstport": r"(\d+)", "protocol": r"(\w+)"}

# Decoders whose lines look like the real thing. Top level: prefix pattern, text
# of a line, and the pieces of the regex if it has one.
LOOKS = {
    "web-accesslog": (
        r"^\S+ \S+ \S+ \[\d\d/\w\w\w/\d{4}:",
        '{srcip} - {srcuser} [25/Nov/2026:{clock} +0000] '
        '"{action} {url} HTTP/1.1" {id} {size} "-" "{agent}" ',
        [r"^(\S+) \S+ (\S+) \[[^\]]+\] ", r'"(\w+) (\S+) HTTP/[\d.]+" (\d+) ']),
    "squid-accesslog": (
        r"^\d+ \S+ \w+/\d+ ",
        "{size} {srcip} {action}/{id} {size} GET {url} ",
        [r"^\d+ (\S+) (\w+)/(\d+) \d+ \w+ (\S+) "]),
    "windows-date-format": (
        r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ", "2026-11-25 {clock} ", []),
    "nginx-errorlog": (
        r"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", "2026/11/25 {clock} [error] ", []),
    "pix": (r"^%(?:PIX|ASA|FWSM)-", "%PIX-", []),
    "auditd": (r"^type=", "type=", []),
}
# A child: prematch, text, and the pieces of its regex and of each continuation.
CHILD_LOOKS = {
    "iptables-1": (
        r"^\S+ IN=\S* OUT=",
        "{action} IN=eth0 OUT= MAC=52:54:00:12:34:56 SRC={srcip} DST={dstip} "
        "LEN=60 TOS=0x00 PREC=0x00 TTL=52 ID={size} PROTO={protocol} "
        "SPT={srcport} DPT={dstport} WINDOW=64240 RES=0x00 SYN URGP=0 ",
        [[r"^(\S+) IN=.*? SRC=(\S+) DST=(\S+) ", r".*?PROTO=(\w+)"],
         [r"^ SPT=(\d+) DPT=(\d+)"]]),
    "windows1": (
        None,
        "Security: {status}({id}): {extra_data}: {dstuser}: DOMAIN: "
        "{system_name}: Source Network Address: {srcip} ",
        [[r"^\w+: (\w+)\((\d+)\): ([^:]+): ([^:]+): ", r"[^:]+: ([^:]+): "],
         [r"Source Network Address: (\S+) "],
         [r"Account Name: (\S+) "],
         [r"Process Name: (\S+) "]]),
}
PROGRAM = {"iptables": "kernel", "bsd_kernel": "bsd", "windows": "WinEvtLog",
           "pam": "pam_unix"}

# Statuses of web servers: the first digit stands for all that begin with it.
STATUS = {31101: ["4"], 31106: ["200"], 31108: ["2", "3"], 31120: ["5"],
          31121: ["501"], 31122: ["500"], 31123: ["503"], 31141: ["499"]}

# Users add rules below these: web, sshd, firewall, Windows, postfix, named.
USER_BASES = [31100, 31101, 5700, 4100, 18100, 3300, 12100, 5400]

FIELD = {"user": "dstuser", "data": "extra_data"}
VALUE_CONDITIONS = {"id": "id", "status": "status", "action": "action",
                    "extra_data": "extra_data", "user": "dstuser",
                    "hostname": "hostname", "program_name": "program"}


class Decoder:
    def __init__(self, row):
        (self.name, self.parent, self.program, self.prematch, self.regex,
         order, self.type, self.fts, self.plugin, self.own_name,
         self.accumulate) = (row + [""] * 11)[:11]
        self.order = [FIELD.get(f, f) for f in order.split(",") if f]
        self.order_text = order
        self.children = []
        self.program_value = None   # what a line's program name must be
        self.program_pattern = None
        self.prematch_pattern = None
        self.regex_pieces = []
        self.text = ""              # what makes a line match, with {fields}
        self.link = None            # the decoder this one continues


class Rule:
    def __init__(self, row):
        (self.id, self.level, self.groups, parents, self.select,
         self.frequency, self.timeframe, self.ignore, conditions,
         self.options) = (row + [""] * 10)[:10]
        self.id = int(self.id)
        self.level = int(self.level)
        self.parents = dict(p.split("=", 1) for p in parents.split(";") if p)
        self.conditions = [
            (m[1], int(m[2] or 1), m[3])
            for m in re.finditer(r"(\w+)(?:\*(\d+))?(?:\(([^)]*)\))?",
                                 conditions)]
        self.above = []     # parents in the tree
        self.below = []
        self.texts = []     # any one of these in the log satisfies the rule
        self.anchored = False
        self.urls = []      # any one of these in the url
        self.values = {}    # field -> any one of these
        self.elements = []  # (name, attributes, content) as written

    def has(self, name):
        return any(c[0] == name for c in self.conditions)

    def selected(self, name):
        """The value of decoded_as or category, or nothing."""
        m = re.search(name + "=([^;]+)", self.select)
        return m[1] if m else ""

    def parent_ids(self):
        out = []
        for key in ("if_sid", "if_matched_sid"):
            if key in self.parents:
                out += [int(x) for x in re.findall(r"\d+", self.parents[key])]
                break
        return out


class Model:
    """The rule set, and what text matches what."""

    def __init__(self, seed):
        self.rng = random.Random("ruleset %s" % seed)
        self.used = set()
        self.decoders = []
        self.rules = {}
        self.order = []
        self.load()
        self.build_decoders()
        self.build_rules()

    def load(self):
        for line in open(SHAPE, encoding="ascii"):
            row = line.rstrip("\n").split("\t")
            if row[0] == "decoder":
                self.decoders.append(Decoder(row[1:]))
            elif row[0] == "rule":
                rule = Rule(row[1:])
                self.rules[rule.id] = rule

    # -- words ----------------------------------------------------------
    def phrase(self, count=2):
        while True:
            words = self.rng.sample(WORDS, count)
            if tuple(words[:2]) not in self.used:
                self.used.add(tuple(words[:2]))
                return " ".join(words)

    def number(self):
        while True:
            value = str(self.rng.randrange(1000, 9999))
            if value not in self.used:
                self.used.add(value)
                return value

    # -- decoders -------------------------------------------------------
    def build_decoders(self):
        self.tops = {}
        for d in self.decoders:
            if not d.parent:
                self.build_top(d, self.tops.setdefault(d.name, []))
                self.tops[d.name].append(d)
                continue
            parents = self.tops[d.parent]
            same = [c for c in parents[0].children if c.name == d.name]
            if same:
                d.link = same[0]
                self.build_continuation(d)
            else:
                self.build_child(d, parents[0])
            for p in parents:
                p.children.append(d)

    def build_top(self, d, twins):
        if d.program:
            name = PROGRAM.get(d.name, re.sub(r"[^\w-]", "", d.name))
            if twins:
                name += "d"
            d.program_value = name
            style = self.rng.choice(["^%s$", "^%s$", "^(?:%s|%s-helper)$"])
            d.program_pattern = style.replace("%s", name)
        if d.name in LOOKS and not twins:
            d.prematch_pattern, d.text, d.regex_pieces = LOOKS[d.name]
            return
        if d.prematch:
            d.prematch_pattern, d.text = self.prefix()
        if d.regex:
            self.build_regex(d, anchored="after_prematch" in d.regex)

    def prefix(self):
        """How the lines of a program without syslog header begin."""
        word = self.phrase().replace(" ", "-")
        style = self.rng.randrange(4)
        if style == 0:
            return "^%s: " % word, word + ": "
        if style == 1:
            return r"^\[%s:\d+\] " % word, "[%s:{size}] " % word
        if style == 2:
            return r"^%s\(\d+\) " % word, word + "({size}) "
        return r"^\w+ %s " % word, self.rng.choice(WORDS) + " " + word + " "

    def build_child(self, d, parent):
        if d.name in CHILD_LOOKS:
            d.prematch_pattern, d.text, pieces = CHILD_LOOKS[d.name]
            d.regex_pieces = pieces[0]
            return
        pix = parent.name == "pix"  # here the number comes first
        if d.prematch:
            d.text = self.phrase() + " "
            d.prematch_pattern = (r"^\S+: " if pix else "^") + d.text
            if not pix and (self.rng.random() < 0.2 or parent.prematch_pattern
                            and "after_parent" not in d.prematch):
                d.prematch_pattern = d.text
        if pix:
            d.text = "{id}: " + d.text
            d.regex_pieces = [r"^(\S+): " +
                              (r"\w+ \w+ " if d.prematch else "")]
        if d.regex:
            self.build_regex(d, "after_prematch" in d.regex, 1 if pix else 0)

    def build_continuation(self, d):
        first = d.link
        if first.name in CHILD_LOOKS:
            nth = sum(c.link is first for c in self.tops[d.parent][0].children)
            d.regex_pieces = CHILD_LOOKS[first.name][2][nth + 1]
            return
        self.build_regex(d, "after_regex" in d.regex)
        first.text += d.text
        d.text = ""

    def build_regex(self, d, anchored=False, skip=0):
        prose = self.rng.random() < 0.6
        pieces = []
        for field in d.order[skip:]:
            value = PATTERN.get(field, r"(\S+)")
            word = PROSE[field] + " " if prose else KEYS[field] + "="
            pieces.append(word + value + " ")
            d.text += word + "{" + field + "} "
        if anchored and pieces and self.rng.random() < 0.7:
            pieces[0] = "^" + pieces[0]
        d.regex_pieces = d.regex_pieces + pieces

    # -- rules ----------------------------------------------------------
    def build_rules(self):
        for rule in self.rules.values():
            rule.above = [self.rules[i] for i in rule.parent_ids()]
            for p in rule.above:
                p.below.append(rule)
        done = set()

        def add(rule):
            if rule.id in done:
                return
            done.add(rule.id)
            for p in rule.above:
                add(p)
            self.order.append(rule)

        def late(rule):
            return "if_group" in rule.parents or \
                "if_matched_group" in rule.parents
        for rule in sorted(self.rules.values(), key=lambda r: (late(r), r.id)):
            add(rule)
        for rule in self.order:
            self.build_rule(rule)

    def chain(self, rule):
        """The rule and its first parents, root last."""
        out = [rule]
        while out[-1].above:
            out.append(out[-1].above[0])
        return out

    def build_rule(self, rule):
        rule.branch = self.chain(rule)[1:]
        for name, count, argument in rule.conditions:
            if name in ("pcre2", "match", "regex"):
                self.build_text(rule, name, count)
            elif name == "url_pcre2":
                self.build_url(rule, count)
            elif name.endswith("_pcre2") or name == "action":
                self.build_value(rule, name, count)
            elif name == "srcip":
                rule.elements.append((name, "192.0.2.0/24"))
            elif name == "time":
                rule.elements.append((name, "6 pm - 8:30 am"))
            elif name == "weekday":
                rule.elements.append((name, "weekends"))
            elif name in ("compiled_rule", "check_if_ignored", "ignore"):
                rule.elements.append((name, argument))
            else:
                rule.elements.append((name, ""))

    def build_text(self, rule, name, count):
        """Alternatives of literal phrases, some with a class in the middle."""
        if rule.id == 1002:
            words = ["core_dumped", "failure", "error", "attack", "bad ",
                     "illegal ", "denied", "refused", "unauthorized", "fatal",
                     "failed", "segmentation fault", "corrupted"]
            rule.texts = words
            rule.elements.append((name, "|".join(words)))
            return
        total = count * self.rng.choice([1, 1, 1, 2, 2, 3, 5])
        patterns = []
        for _ in range(total):
            text = self.phrase(self.rng.choice([2, 2, 3]))
            pattern = text
            kind = self.rng.random()
            if kind < 0.15 and name == "pcre2":
                a, b = text.split(" ", 1)
                pattern = a + self.rng.choice([r" \S+ ", r" \d+ ", r"\s+\w+ "])
                pattern += b
                text = a + " 17 " + b
            rule.texts.append(text)
            patterns.append(pattern)
        if name == "pcre2" and self.rng.random() < 0.12 and \
                not any(r.anchored for r in rule.branch) and \
                self.can_start(rule):
            rule.anchored = True
            patterns = ["^" + p for p in patterns]
        self.split(rule, name, patterns, count)

    def can_start(self, rule):
        """True if nothing need stand before the rule's text in the log."""
        for r in [rule] + rule.branch:
            name = r.selected("decoded_as")
            if name:
                return name in self.tops and not any(
                    t.children or t.prematch_pattern for t in self.tops[name])
            if r.selected("category") and r.id > 9:
                return False
        return True

    def split(self, rule, name, patterns, count):
        step = max(1, len(patterns) // count)
        groups = [patterns[i:i + step] for i in range(0, len(patterns), step)]
        if len(groups) > count:
            groups[count - 1:] = [sum(groups[count - 1:], [])]
        for i, group in enumerate(groups):
            more = "|" if i + 1 < len(groups) else ""
            rule.elements.append((name, "|".join(group) + more))

    def build_url(self, rule, count):
        patterns = []
        for _ in range(count * self.rng.choice([2, 4, 6, 9])):
            a, b = self.phrase().split(" ")
            text = self.rng.choice(
                ["%s=%s%%20", "%s/%s.php", "%%27%s%%20%s", "..%%2f%s%s",
                 "%%3C%s%s", "+%s+%s("]) % (a, b)
            rule.urls.append(text)
            patterns.append(re.sub(r"([.+()])", r"\\\1", text))
        self.split(rule, "url_pcre2", patterns, count)

    def build_value(self, rule, name, count):
        key = name[:-6] if name.endswith("_pcre2") else name
        field = VALUE_CONDITIONS[key]
        values = STATUS.get(rule.id) or self.inherited(rule, field, count)
        if not values:
            need = max(self.demand(rule, name), count, 1)
            values = [self.fresh(field, rule) for _ in range(min(need, 40))]
        if name == "action":
            values = values[:1]
            rule.elements.append((name, values[0]))
        else:
            self.split(rule, name, ["^" + v if len(v) == 1 else "^%s$" % v
                                    for v in values], count)
        rule.values[field] = values

    def inherited(self, rule, field, count):
        """Part of what the nearest parent accepts in this field."""
        for r in rule.branch:
            if field in r.values:
                pool = r.values[field]
                return self.rng.sample(pool, min(len(pool), max(1, count)))
        return None

    def demand(self, rule, name):
        """How many rules below it test the same field."""
        return sum(self.demand(r, name) + r.has(name) for r in rule.below)

    def fresh(self, field, rule):
        if field == "id":
            return self.number()
        if field == "action" and rule.id == 4101:
            return "DROP"
        if field == "program" and rule.id == 2830:
            return "CRON"
        return self.phrase().replace(" ", "_")

    # -- output ---------------------------------------------------------
    def decoder_xml(self, d):
        out = ['<decoder name="%s">' % d.name]

        def put(name, text, attribute=""):
            out.append("  <%s%s>%s</%s>" % (name, attribute,
                                            text.replace("<", "\\<"), name))

        def pattern(name, pieces, kinds):
            offset = kinds.partition("@")[2]
            count = max(1, len(kinds.partition("@")[0].split("+")))
            step = -(-len(pieces) // count)
            for i in range(0, len(pieces), step):
                put(name, "".join(pieces[i:i + step]),
                    ' offset="%s"' % offset if offset and i == 0 else "")
        if d.parent:
            put("parent", d.parent)
        if d.program_pattern and d.program == "pcre2":
            put("program_name_pcre2", d.program_pattern)
        elif d.program_pattern:
            put("program_name", "^" + d.program_value)
        if d.type:
            put("type", d.type)
        if d.own_name:
            put("use_own_name", "true")
        if d.prematch_pattern:
            offset = "@after_parent" if "@after_parent" in d.prematch else ""
            pattern("prematch_pcre2", [d.prematch_pattern], "pcre2" + offset)
        if d.regex_pieces and not d.plugin:
            kinds = d.regex
            if d.name in CHILD_LOOKS and "after_regex" not in kinds:
                kinds = kinds.partition("@")[0]
            pattern("pcre2", d.regex_pieces, kinds)
            put("order", d.order_text)
        if d.plugin:
            put("plugin_decoder", d.plugin)
        if d.fts and d.regex_pieces:
            put("fts", d.fts)
        if d.accumulate:
            put("accumulate", "")
        out.append("</decoder>\n")
        return "\n".join(out)

    def rule_xml(self, rule):
        options = rule.options.split(",") if rule.options else []
        attributes = ' id="%d" level="%d"' % (rule.id, rule.level)
        for name in ("frequency", "timeframe", "ignore"):
            if getattr(rule, name):
                attributes += ' %s="%s"' % (name, getattr(rule, name))
        for option in options:
            if option == "noalert":
                attributes += ' noalert="1"'
            if option.startswith("maxsize="):
                attributes += ' maxsize="%s"' % option[8:]
        out = ["  <rule%s>" % attributes]
        for name, value in rule.parents.items():
            out.append("    <%s>%s</%s>" % (name, value, name))
        for choice in filter(None, rule.select.split(";")):
            name, value = choice.split("=", 1)
            out.append("    <%s>%s</%s>" % (name, value, name))
        for name, text in rule.elements:
            out.append("    <%s>%s</%s>" % (name, text.replace("<", "\\<"),
                                            name))
        for option in options:
            if option in ("alert_by_email", "no_log", "no_email_alert"):
                out.append("    <options>%s</options>" % option)
        out.append("    <description>Synthetic rule %d.</description>"
                   % rule.id)
        out.append("  </rule>")
        return "\n".join(out)

    def extra_xml(self, number):
        base = self.rng.choice(USER_BASES)
        return ('<group name="local,">\n  <rule id="%d" level="7">\n'
                '    <if_sid>%d</if_sid>\n    <pcre2>%s</pcre2>\n'
                '    <description>Rule %d of a user.</description>\n'
                '  </rule>\n</group>\n\n'
                % (number, base, self.phrase(3), number))

    def write(self, directory, extra=0):
        os.makedirs(directory, exist_ok=True)
        with open(os.path.join(directory, "decoders.xml"), "w") as f:
            for d in self.decoders:
                f.write(self.decoder_xml(d) + "\n")
        with open(os.path.join(directory, "rules.xml"), "w") as f:
            for rule in self.order:
                f.write('<group name="%s,">\n%s\n</group>\n\n'
                        % (rule.groups, self.rule_xml(rule)))
            for i in range(extra):
                f.write(self.extra_xml(110000 + i))


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__.strip())
    seed = sys.argv[3] if len(sys.argv) > 3 else "1"
    Model(seed).write(sys.argv[1],
                      int(sys.argv[2]) if len(sys.argv) > 2 else 0)


if __name__ == "__main__":
    main()
