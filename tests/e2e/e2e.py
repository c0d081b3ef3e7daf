# SPDX-License-Identifier: Apache-2.0
"""What the end-to-end tests share: a private view of /etc/passwd with our users
in it, a temporary home, cases that print TAP. Only the standard library."""
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import traceback

BUILD = os.path.abspath(os.environ.get("BUILD", "build"))
USERS = ("ossec", "ossecm", "ossecr", "ossecl")
with open(os.path.join(BUILD, "config.h")) as _f:
    # a build for sanitizers: more system calls are allowed
    RELAXED = "#define SANDBOX_RELAXED 1" in _f.read()
# the leak detector cannot work in a chroot
os.environ.setdefault("ASAN_OPTIONS", "detect_leaks=0")
FIRST_ID = 64100  # far from what Debian gives to anybody


def skip(why):
    print("1..0 # SKIP " + why)
    sys.exit(77)


def private_users():
    """Starts this program again in its own mount namespace, where the users of
    an installation exist. The system's files stay as they are."""
    if os.geteuid() != 0:
        skip("needs root")
    if os.environ.get("E2E_PRIVATE") != "1":
        os.environ["E2E_PRIVATE"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation", "private",
                              sys.executable] + sys.argv)
    scratch = tempfile.mkdtemp(prefix="e2e-users-")
    group = "ossec:x:%d:\n" % FIRST_ID
    people = "".join("%s:x:%d:%d::/:/usr/sbin/nologin\n" % (u, FIRST_ID + i,
                     FIRST_ID) for i, u in enumerate(USERS))
    for name, more in (("passwd", people), ("group", group)):
        with open("/etc/" + name) as f:
            lines = [l for l in f if l.split(":")[0] not in USERS]
        copy = os.path.join(scratch, name)
        with open(copy, "w") as f:
            f.write("".join(lines) + more)
        os.chmod(copy, 0o644)
        subprocess.run(["mount", "--bind", copy, "/etc/" + name], check=True)
    shutil.rmtree(scratch)  # the mounts keep the content


def tool(name):
    return os.path.join(BUILD, "src", "tools", name)


class Home:
    """A home made by ossec-install, with the given programs in bin. What a case
    does not remove() is removed after it."""
    left = []

    def __init__(self, programs, files=()):
        self.top = tempfile.mkdtemp(prefix="e2e-home-")
        Home.left.append(self)
        os.chmod(self.top, 0o755)
        self.path = os.path.join(self.top, "ossec")
        stage = os.path.join(self.top, "stage")
        for name, source in dict(programs).items():
            self._put(stage, "bin/" + name, source)
        for name, text in dict(files).items():
            self._write(os.path.join(stage, name), text)
        run([tool("ossec-install"), "-D", self.path, "-s", stage], check=True)

    @staticmethod
    def _write(path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)

    @staticmethod
    def _put(stage, name, source):
        to = os.path.join(stage, name)
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copy(source, to)

    def file(self, *parts):
        return os.path.join(self.path, *parts)

    def read(self, *parts):
        with open(self.file(*parts), errors="replace") as f:
            return f.read()

    def write(self, name, text):
        """As the installer would: owner and mode of an old file stay."""
        with open(self.file(name), "w") as f:
            f.write(text)

    def control(self, *args, **kw):
        return run([self.file("bin", "ossec-control")] + list(args), **kw)

    def send(self, text, queue="queue/ossec/queue"):
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with s:
            s.connect(self.file(queue))
            s.send(text.encode())

    def log_after(self, text, since=0, seconds=10):
        """Waits for text in the log; the log from since on."""
        return wait_for(lambda: self._log_with(text, since), seconds,
                        "%r in the log, which has:\n%s" %
                        (text, self.read("logs/ossec.log")[since:]))

    def _log_with(self, text, since):
        log = self.read("logs/ossec.log")[since:]
        return log if text in log else None

    def log_size(self):
        return len(self.read("logs/ossec.log"))

    def pids(self, name="ossec-analysisd"):
        """Processes whose program is bin/<name> of this home."""
        found = []
        for p in os.listdir("/proc"):
            if not p.isdigit():
                continue
            try:
                exe = os.readlink("/proc/%s/exe" % p)
            except OSError:
                continue
            if exe == self.file("bin", name):
                found.append(int(p))
        return found

    def pid(self, name="ossec-analysisd"):
        """Of its pid file; the main process."""
        run_dir = self.file("var/run")
        for f in sorted(os.listdir(run_dir)):
            if f.startswith(name + "-") and f.endswith(".pid"):
                return int(self.read("var/run", f))
        return None

    def remove(self):
        bin_dir = self.file("bin")
        names = os.listdir(bin_dir) if os.path.isdir(bin_dir) else []
        for pid in [p for name in names for p in self.pids(name)]:
            try:
                os.kill(pid, 9)
            except OSError:
                pass
        reports = sanitizer_reports(self.file("logs/ossec.log"))
        shutil.rmtree(self.top)
        Home.left.remove(self)
        if reports:
            raise AssertionError("a sanitizer reports:\n" + reports)


def sanitizer_reports(log):
    """What the sanitizers wrote there, the beginning of it."""
    try:
        with open(log, errors="replace") as f:
            text = f.read()
    except OSError:
        return ""
    m = re.search(r"^.*(Sanitizer:|runtime error:)", text, re.M)
    return text[m.start():m.start() + 4000] if m else ""


def run(argv, **kw):
    kw.setdefault("timeout", 90)
    kw.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          universal_newlines=True, **kw)


def wait_for(condition, seconds=10, what="condition"):
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited %d s for %s" % (seconds, what))
        time.sleep(0.02)


def equal(got, want, what=""):
    if got != want:
        raise AssertionError("%s: got %r, expected %r" % (what, got, want))


def contains(text, part):
    if part not in text:
        raise AssertionError("%r not in:\n%s" % (part, text))


def lacks(text, part):
    if part in text:
        raise AssertionError("%r in:\n%s" % (part, text))


def main(cases):
    """Runs the functions; one whose first word of an argument is given only."""
    if len(sys.argv) > 1:
        cases = [c for c in cases if sys.argv[1] in c.__name__]
    print("1..%d" % len(cases))
    failed = 0
    for n, case in enumerate(cases, 1):
        try:
            case()
            print("ok %d - %s" % (n, case.__name__))
        except Exception:
            failed += 1
            print("not ok %d - %s" % (n, case.__name__))
            for line in traceback.format_exc().splitlines():
                print("# " + line)
        for home in list(Home.left):
            home.remove()
        sys.stdout.flush()
    sys.exit(1 if failed else 0)
