"""The load: h2load for saturation, our own open loop for latencies; and one request to see that a proxy works."""

import atexit
import re
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache

from cases import MESSAGE
from jvm import PEERS, java_home
from process import PinnedProcess


class LoadFailed(Exception):
    """Something was not answered as it should be; the figures are worth nothing."""


@dataclass(frozen=True)
class Saturation:
    requests: int
    seconds: float

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


def _h2load(cores, port, case, *extra):
    scheme = "https" if case.tls else "http"
    # One cipher for all proxies, which would choose differently.
    command = ["taskset", "-c", cores, "h2load", "-t", "1", "--tls13-ciphers=TLS_AES_128_GCM_SHA256"]
    command += [f"--connect-to=127.0.0.1:{port}", *extra]
    if not case.http2:
        command.append("--h1")
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


@cache
def _message():
    """A file with the message of a call; it goes with this process."""
    file = tempfile.NamedTemporaryFile(prefix="sluice-message-")
    file.write(bytes(MESSAGE))
    file.flush()
    atexit.register(file.close)
    return file.name


def probe(cores, port, case):
    """One request; fails unless its answer is 200 and has the case's body."""
    told, _, good = _h2load(cores, port, case, "-n", 1, "-c", 1)
    body = int(re.search(r"\((\d+)\) data", told).group(1))
    if good != 1 or body != case.body_bytes:
        raise LoadFailed(f"probe: {good} of 1 answered 200, body of {body} octets (expected: {case.body_bytes})")


def saturate(cores, port, case, seconds):
    """As many requests as are answered, 32 at one time."""
    told, done, good = _h2load(cores, port, case, "-D", seconds, "-c", case.connections, "-m", case.streams)
    if not done or good < done:
        raise LoadFailed(f"{done - good} of {done} requests failed at saturation")
    return Saturation(good, seconds)


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
