#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write plain log lines that the synthetic rule set of gen_ruleset.py knows.

usage: gen_corpus.py quiet|mixed|attack FILE [LINES [SEED]]

quiet: a server's daily life, 3 % of the lines give an alert; mixed: 26 %;
attack: 40 %, in bursts from few sources; burst, burst-many: nothing but failed logins,
from one source or from 50,000. The seed of the rule set is the default one.
"""

import random
import sys

from gen_ruleset import Model, WORDS

LINES = 100000

# Share of each kind of source. A name is a decoder; "other" is any decoder
# that has none here, "plain" a program without decoder.
QUIET = {"web-accesslog": 30, "iptables": 12, "windows": 10, "postfix": 10,
         "sshd": 6, "pix": 8, "named": 7, "cron": 7, "sudo": 3, "other": 3,
         "plain": 4}
# The same for lines that give an alert.
ALERTS = {"quiet": {"web-accesslog": 30, "sshd": 20, "windows": 15,
                    "postfix": 12, "pix": 8, "named": 5, "sudo": 6,
                    "other": 4},
          "mixed": {"web-accesslog": 30, "sshd": 25, "windows": 12,
                    "postfix": 10, "pix": 10, "named": 4, "sudo": 4,
                    "other": 5},
          "attack": {"web-accesslog": 42, "sshd": 42, "windows": 6, "pix": 4,
                     "postfix": 4, "other": 2}}
SHARE = {"quiet": 0.03, "mixed": 0.26, "attack": 0.40, "burst": 1,
         "burst-many": 1}
FAILED_LOGIN = 5716
SOURCES = 50000

# Rules that a line cannot be made for from its text alone.
UNSUITABLE = ("if_fts", "check_diff", "time", "weekday", "compiled_rule",
              "check_if_ignored", "ignore", "srcip", "hostname_pcre2")

HOSTS = ["web1", "web2", "mail", "gw", "db1", "dc1"]
USERS = ["root", "admin", "alice", "bob", "carol", "deploy", "www-data",
         "backup", "test", "oracle"]
AGENTS = ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
          "Firefox/128.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
          "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "curl/8.5.0"]
REST_OF_STATUS = {"2": ["00"], "3": ["04"], "4": ["04", "03", "00"],
                  "5": ["02", "04"]}
SUFFIXES = ["", ".html", ".php", "/", ".json"]


class Corpus:
    def __init__(self, kind, seed):
        self.kind = kind
        self.model = Model("1")
        self.rng = random.Random("corpus %s %s" % (kind, seed))
        self.second = 0
        self.attackers = [self.address() for _ in range(12)]
        self.burst = []
        self.rules = {}
        self.quiet_rules = {}
        for rule in self.model.order:
            self.sort_in(rule)

    # -- which rule for which source --------------------------------------
    def sort_in(self, rule):
        chain = self.model.chain(rule)
        options = rule.options.split(",")
        if "if_matched_sid" in rule.parents or rule.frequency or \
                "if_group" in rule.parents or \
                "if_matched_group" in rule.parents or \
                any(r.has(name) for r in chain for name in UNSUITABLE) or \
                any("maxsize" in o for o in options):
            return
        source = self.source(chain)
        if source is None or not self.satisfiable(source, chain):
            return
        if rule.level == 0 and "noalert" not in options and rule.texts:
            self.quiet_rules.setdefault(source, []).append(rule)
        if rule.level > 0 and not rule.ignore and "noalert" not in options \
                and "no_log" not in options:
            self.rules.setdefault(source, []).append(rule)

    def source(self, chain):
        """The decoder whose lines reach the rule, or None."""
        for r in chain:
            name = r.selected("decoded_as")
            if name:
                return name if name in self.model.tops else None
        root = self.category(chain)
        if root == "syslog":
            return "cron" if any("CRON" in r.values.get("program", [])
                                 for r in chain) else "plain"
        return {"web-log": "web-accesslog", "windows": "windows"}.get(root)

    def category(self, chain):
        return chain[-1].selected("category") or "syslog"

    def satisfiable(self, source, chain):
        if source in ("plain", "cron"):
            return not any(f in r.values for r in chain
                           for f in ("id", "status", "action", "extra_data",
                                     "dstuser"))
        return self.child(source, chain) is not None

    def child(self, source, chain):
        """A decoder of the source that fills all fields the rules test."""
        need = {f for r in chain for f in r.values} - {"program", "hostname"}
        root = self.category(chain)
        for top in self.model.tops[source]:
            if top.plugin:
                continue
            for d in top.children or [top]:
                fields = set(d.order)
                for c in top.children:
                    if c.link is d:
                        fields |= set(c.order)
                if not d.link and not d.plugin and need <= fields and \
                        (d.type or "syslog") == root and not d.own_name:
                    return top, d
        return None

    # -- words and values --------------------------------------------------
    def address(self):
        r = self.rng
        if r.random() < 0.1:
            return "2001:db8:%x::%x" % (r.randrange(65536), r.randrange(65536))
        return "%d.%d.%d.%d" % (r.randrange(11, 220), r.randrange(256),
                                r.randrange(256), r.randrange(1, 255))

    def filler(self, count):
        """Words that no rule of the set looks for in this order."""
        words = []
        while len(words) < count:
            word = self.rng.choice(WORDS)
            if not any((w, word) in self.model.used for w in words[-3:]):
                words.append(word)
        return " ".join(words)

    def values(self, chain, source):
        r = self.rng
        self.second += r.random() < 0.05
        s = self.second
        v = {"srcip": self.address(), "dstip": "10.0.%d.%d" % (
            r.randrange(4), r.randrange(1, 255)),
            "srcport": r.randrange(1024, 65535),
            "dstport": r.choice([22, 25, 53, 80, 443, 445, 3389]),
            "protocol": r.choice(["TCP", "UDP", "ICMP"]),
            "dstuser": r.choice(USERS), "srcuser": "-", "id": "0",
            "action": "ALLOW", "status": "0", "extra_data": "data",
            "system_name": r.choice(HOSTS), "url": "/", "program": source,
            "size": r.randrange(100, 99999), "agent": r.choice(AGENTS),
            "hostname": r.choice(HOSTS),
            "clock": "%02d:%02d:%02d" % (s // 3600 % 24, s // 60 % 60, s % 60)}
        for rule in chain:
            for field, values in rule.values.items():
                if not any(field in x.values for x in chain
                           if x is not rule and rule in x.branch):
                    v[field] = r.choice(values)
        return v

    # -- lines ----------------------------------------------------------------
    def syslog(self, v, text):
        return "Nov 25 %s %s %s[%d]: %s" % (
            v["clock"], v["hostname"], v["program"],
            self.rng.randrange(300, 32000), text)

    def line_for(self, rule, source, address=None):
        chain = self.model.chain(rule) if rule else []
        return self.line(source, chain, address)

    def line(self, source, chain, address=None):
        r = self.rng
        v = self.values(chain, source)
        if address:
            v["srcip"] = address
        texts = [r.choice(x.texts) for x in chain if x.texts]
        front = [t for x, t in zip([x for x in chain if x.texts], texts)
                 if x.anchored]
        back = [t for t in texts if t not in front]
        extra = " ".join(front + [self.filler(r.randrange(1, 4))] + back
                         + [self.filler(r.randrange(1, 5))])
        if source == "web-accesslog":
            return self.web(chain, v)
        if source in ("plain", "cron"):
            if source == "cron":
                v["program"] = "CRON"
            elif v["program"] == "plain":
                v["program"] = r.choice(["kubelet", "systemd", "containerd",
                                         "dhclient", "agentx"])
            return self.syslog(v, extra)
        found = self.child(source, chain) if chain else None
        top, d = found or self.any_child(source, v)
        text = d.text if d is top else top.text + d.text
        if top.program_value:
            v["program"] = top.program_value
            return self.syslog(v, text.format(**v) + extra)
        return text.format(**v) + extra

    def any_child(self, source, v):
        """Some decoder of the source, for a line that means nothing."""
        tops = [t for t in self.model.tops[source] if not t.plugin]
        top = self.rng.choice(tops)
        kids = [c for c in top.children if not c.link and not c.plugin]
        if source == "pix":
            v["id"] = "%d-%d" % (self.rng.randrange(4, 8),
                                 self.rng.randrange(100000, 799999))
        if source == "iptables":
            kids = [c for c in kids if c.name == "iptables-1"]
            v["action"] = "DROP" if self.rng.random() < 0.3 else "ALLOW"
        if source == "windows":
            v["id"] = self.rng.randrange(10000, 20000)
            v["status"] = "INFORMATION"
        return top, self.rng.choice(kids) if kids else top

    def web(self, chain, v):
        r = self.rng
        path = "/" + "/".join(r.sample(WORDS, r.randrange(1, 4)))
        urls = [r.choice(x.urls) for x in chain if x.urls]
        v["action"] = "GET"
        if urls:
            v["url"] = path + "?" + r.choice(WORDS) + "=" + "".join(urls)
        elif not chain and r.random() < 0.3:
            v["url"] = path + "?page=%d" % r.randrange(99)
        else:
            v["url"] = path + r.choice(SUFFIXES)
        if v["id"] in REST_OF_STATUS:
            v["id"] += r.choice(REST_OF_STATUS[v["id"]])
        elif v["id"] == "0":
            v["id"] = r.choice(["404", "403"] if urls else
                               ["200", "200", "200", "304", "301"])
        if not chain and r.random() < 0.03:     # a missing image
            v["id"] = "404"
            v["url"] = path + r.choice(self.model.rules[31102].urls)
        return self.model.tops["web-accesslog"][0].text.format(**v).rstrip()

    # -- mixing ------------------------------------------------------------
    def pick(self, weights):
        names = list(weights)
        return self.rng.choices(names, [weights[n] for n in names])[0]

    def quiet(self):
        source = self.pick(QUIET)
        if source == "other":
            source = self.rng.choice(self.others())
        rules = self.quiet_rules.get(source)
        if rules and self.rng.random() < 0.4:
            return self.line_for(self.rng.choice(rules), source)
        return self.line(source, [])

    def others(self):
        return [n for n in self.rules if n not in QUIET and n != "plain"]

    def alert(self):
        if self.kind in ("burst", "burst-many"):
            n = self.rng.randrange(SOURCES if self.kind != "burst" else 1)
            return self.line_for(self.model.rules[FAILED_LOGIN], "sshd",
                                 "10.%d.%d.7" % (n >> 8, n & 255))
        if self.kind == "attack":
            return self.from_burst()
        source, rule = self.alert_rule()
        address = None
        if self.kind == "mixed" and self.rng.random() < 0.5:
            address = self.rng.choice(self.attackers)
        return self.line_for(rule, source, address)

    def alert_rule(self):
        source = self.pick(ALERTS[self.kind])
        if source == "other":
            source = self.rng.choice(self.others())
        rules = self.rules[source]
        # few rules give most of the alerts
        return source, rules[int(len(rules) * self.rng.random() ** 2)]

    def from_burst(self):
        """One of three attacks that go on at the same time."""
        while len(self.burst) < 3:
            source, rule = self.alert_rule()
            self.burst.append([self.rng.randrange(5, 80), source, rule,
                               self.rng.choice(self.attackers)])
        attack = self.rng.choice(self.burst)
        attack[0] -= 1
        if attack[0] == 0:
            self.burst.remove(attack)
        return self.line_for(attack[2], attack[1], attack[3])

    def write(self, path, count):
        with open(path, "w", encoding="ascii") as f:
            for _ in range(count):
                alert = self.rng.random() < SHARE[self.kind]
                f.write((self.alert() if alert else self.quiet()) + "\n")


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in SHARE:
        sys.exit(__doc__.strip())
    count = int(sys.argv[3]) if len(sys.argv) > 3 else LINES
    seed = sys.argv[4] if len(sys.argv) > 4 else "1"
    Corpus(sys.argv[1], seed).write(sys.argv[2], count)


if __name__ == "__main__":
    main()
