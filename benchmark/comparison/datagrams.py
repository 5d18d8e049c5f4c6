"""Datagrams: the backend that returns them, and the load, both Java programs of ours."""

import re

from jvm import PEERS, java_home
from load import LoadFailed, Open, Saturation
from process import PinnedProcess

PROGRAM = "dev.sluice.benchmark.datagram."
JAVA = ("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "--enable-native-access=ALL-UNNAMED")
# Flows, and datagrams of each that are under way at saturation: less than what the kernel keeps for a socket.
FLOWS, WINDOW = 32, 4
PROBE_MILLIS = 500


def _java(program, *arguments):
    return [f"{java_home()}/bin/java", *JAVA, "-cp", PEERS, PROGRAM + program, *arguments]


def backend(setup):
    """The command of a backend that returns what it gets, on the port of the proxies' backend and on setup.port."""
    return _java("DatagramEcho", setup.backend, setup.port)


class DatagramLoad:
    """Saturation: a window of datagrams for each flow. A fixed rate: sent whatever comes back."""

    def __init__(self, cores, case, log):
        self.case = case
        self.process = PinnedProcess(_java("DatagramLoad"), cores, log, pipes=True)

    def probe(self, port):
        """Fails unless something comes back."""
        answered = self._run(port, 1, 1, 0, PROBE_MILLIS)["answered"]
        if not int(answered):
            raise LoadFailed("probe: no datagram came back")

    def saturate(self, port, seconds):
        told = self._run(port, FLOWS, WINDOW, 0, seconds * 1000)
        sent, answered = int(told["sent"]), int(told["answered"])
        if not answered:
            raise LoadFailed("no datagram came back at saturation")
        return Saturation(answered, float(told["seconds"]), sent - answered)

    def run(self, port, _, rate, seconds):
        """What does not come back is lost, which is no failure of a proxy for datagrams."""
        told = self._run(port, FLOWS, 0, rate, seconds * 1000)
        sent, answered = int(told["sent"]), int(told["answered"])
        if not answered:
            raise LoadFailed(f"no datagram came back at {rate}/s")
        p50, p99, p999 = (float(told[name]) for name in ("p50", "p99", "p99.9"))
        return Open(answered, 0, p50, p99, p999, sent - answered)

    def _run(self, port, flows, window, rate, millis):
        words = (port, flows, self.case.body_bytes, window, rate, millis)
        try:
            self.process.popen.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.popen.stdin.flush()
        except BrokenPipeError as gone:
            raise LoadFailed(f"load of datagrams: ended, see {self.process.log}") from gone
        line = self.process.popen.stdout.readline().strip()
        told = dict(re.findall(r"(\S+)=(\S+)", line))
        if "p99.9" not in told:
            raise LoadFailed(f"load of datagrams: {line or 'ended'}")
        return told

    def stop(self):
        self.process.stop()
