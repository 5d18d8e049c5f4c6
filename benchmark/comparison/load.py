"""The load: h2load for saturation, a program of ours where each request has a new connection, our own open loop for
latencies; and one request to see that a proxy works."""

import atexit
import http.client
import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache

import filters
import provider
from cases import MESSAGE, OIDC_LOGIN
from jvm import PEERS, ROOT, java_home
from process import PinnedProcess


class LoadFailed(Exception):
    """Something was not answered as it should be; the figures are worth nothing."""


@dataclass(frozen=True)
class Saturation:
    """What was answered in so many seconds; what was lost, where that is no failure."""

    requests: int
    seconds: float
    lost: int = 0

    @property
    def rate(self):
        return self.requests / self.seconds


@dataclass(frozen=True)
class Open:
    """Times in microseconds."""

    requests: int
    failed: int
    p50: float
    p99: float
    p999: float
    lost: int = 0


class H2load:
    """Requests over connections that are kept."""

    def __init__(self, cores, case, certificates):
        self.cores, self.case = cores, case
        self.headers = filters.headers(case, certificates)
        self.cookie = None

    def probe(self, port):
        """One request; fails unless its answer is 200 and has the case's body."""
        self.cookie = _cookie(port, self.case)
        told, _, good = self._run(port, "-n", 1, "-c", 1)
        body = int(re.search(r"\((\d+)\) data", told).group(1))
        expected = self.case.body_bytes
        if good != 1 or body != expected:
            raise LoadFailed(f"probe: {good} of 1 answered 200, body of {body} octets (expected: {expected})")

    def saturate(self, port, seconds):
        """As many requests as are answered, 32 at one time."""
        _, done, good = self._run(port, "-D", seconds, "-c", self.case.connections, "-m", self.case.streams)
        if not done or good < done:
            raise LoadFailed(f"{done - good} of {done} requests failed at saturation")
        return Saturation(good, seconds)

    def _run(self, port, *extra):
        case = self.case
        scheme = "https" if case.tls else "http"
        # One cipher for all proxies, which would choose differently.
        command = ["taskset", "-c", self.cores, "h2load", "-t", "1", "--tls13-ciphers=TLS_AES_128_GCM_SHA256"]
        command += [f"--connect-to=127.0.0.1:{port}", *extra]
        if not case.http2:
            command.append("--h1")
        if self.cookie:
            command += ["-H", f"cookie: {self.cookie}"]
        for header in self.headers:
            command += ["-H", header]
        if case.grpc:
            message = _message()
            command += ["-H", "content-type: application/grpc", "-H", "te: trailers", "-d", message]
        done = subprocess.run(
            [*map(str, command), f"{scheme}://{case.host}{case.path}"], capture_output=True, text=True, timeout=600
        )
        told = done.stdout
        counts = re.search(r"(\d+) done, (\d+) succeeded, (\d+) failed", told)
        good = re.search(r"status codes: (\d+) 2xx", told)
        if done.returncode or not counts or not good:
            raise LoadFailed(done.stderr.strip() or told.strip())
        return told, int(counts.group(1)), int(good.group(1))


def _cookie(port, case):
    """The cookie that a proxy gives a client; any, where it gives none and hashes what it finds. None where a case has none."""
    if case.protocol == OIDC_LOGIN:
        return _logged_in(port, case)
    if not case.session:
        return None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", case.path, headers={"Host": case.host})
        given = connection.getresponse().getheader("Set-Cookie", "session=of-the-client")
    except OSError as away:
        raise LoadFailed(f"probe: {away}") from away
    finally:
        connection.close()
    return given.partition(";")[0]


def _logged_in(port, case):
    try:
        return provider.log_in(port, case)
    except OSError as away:
        raise LoadFailed(f"probe: {away}") from away


@cache
def _message():
    """A file with the message of a call; it goes with this process."""
    file = tempfile.NamedTemporaryFile(prefix="sluice-message-")
    file.write(bytes(MESSAGE))
    file.flush()
    atexit.register(file.close)
    return file.name


class Handshakes:
    """Requests over a new connection each: `handshakes`, a program in Go."""

    SOURCE = ROOT / "benchmark/handshakes"

    def __init__(self, cores, case, program, certificates):
        self.cores, self.case, self.program, self.client = cores, case, program, certificates.client

    @classmethod
    def build(cls, folder):
        program = folder / "handshakes"
        settings = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}
        subprocess.run(["go", "build", "-o", program, "."], cwd=cls.SOURCE, env={**os.environ, **settings}, check=True)
        return program

    def probe(self, port):
        """One request; fails as each does unless its answer is 200 and has the case's body."""
        self._run(port, "-requests", 1, "-connections", 1)

    def saturate(self, port, seconds):
        """As many as are answered, 32 at one time."""
        return Saturation(self._run(port, "-seconds", seconds, "-connections", self.case.connections), seconds)

    def _run(self, port, *extra):
        command = ["taskset", "-c", self.cores, self.program, "-port", port, "-host", self.case.host]
        command += ["-path", self.case.path, "-body", self.case.body_bytes, *extra]
        if self.case.resumed:
            command.append("-resume")
        if self.case.client_certificate:
            command += ["-certificate", self.client.certificate, "-key", self.client.key]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=600)
        if done.returncode or not done.stdout.strip().isdigit():
            raise LoadFailed(done.stderr.strip() or done.stdout.strip())
        return int(done.stdout)


class OpenLoop:
    """The Java generator; it lives as long as the comparison, so that it is warm."""

    CONNECTIONS = {False: 64, True: 4}

    def __init__(self, cores, log):
        # Its own pauses must not show: a young space that one load does not fill.
        memory = ["-XX:+UseSerialGC", "-Xms2g", "-Xmx2g", "-Xmn1800m", "--enable-native-access=ALL-UNNAMED"]
        main = ["-cp", PEERS, "dev.sluice.benchmark.openloop.OpenLoop"]
        self.process = PinnedProcess([f"{java_home()}/bin/java", *memory, *main], cores, log, pipes=True)

    def run(self, port, case, rate, seconds):
        connections, message = self.CONNECTIONS[case.http2], MESSAGE if case.grpc else 0
        words = (port, case.tls, case.http2, case.host, case.path, rate, seconds, connections, message)
        try:
            self.process.popen.stdin.write(" ".join(map(str, words)).lower() + "\n")
            self.process.popen.stdin.flush()
        except BrokenPipeError as gone:
            raise LoadFailed(f"open loop: ended, see {self.process.log}") from gone
        told = self.process.popen.stdout.readline().strip()
        figures = dict(re.findall(r"(\S+)=(\S+)", told))
        if "p99.9" not in figures:
            raise LoadFailed(f"open loop: {told or 'ended'}")
        p50, p99, p999 = (float(figures[name]) for name in ("p50", "p99", "p99.9"))
        return Open(int(figures["requests"]), int(figures["failed"]), p50, p99, p999)

    def stop(self):
        self.process.stop()
