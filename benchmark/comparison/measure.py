"""Runs one case: every proxy in turn, round after round, so that what disturbs the machine disturbs all alike."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import datagrams
import nginx
from certificates import Certificates
from jvm import allocated_bytes
from load import LoadFailed
from process import PinnedProcess

START_SECONDS = 180
WARMUP_SLICE_SECONDS = 3
# Loads of the fixed rate before the first measured one. Each opens connections of its own, which is what a virtual
# machine that has only seen saturation compiles anew for.
WARMUP_LOADS = 5
# Before each measured load, after the proxy was frozen and its caches were another's.
SETTLE_SECONDS = 1


@dataclass(frozen=True)
class Plan:
    proxy_core: str
    load_cores: str
    rounds: int
    seconds: int
    warmup_requests: int
    warmup_seconds: int
    rate: int
    fresh: bool = False
    latencies: bool = True
    backend: int = 18600
    direct: int = 18601
    authorizer: int = 18602
    first_port: int = 18610


@dataclass(frozen=True)
class Setup:
    """What a proxy needs to know to write its configuration."""

    folder: Path
    port: int
    backend: int
    certificates: Certificates
    authorizer: int = 0


@dataclass
class Figures:
    """One value for each round; times in microseconds, sizes in octets."""

    problem: str = ""
    rps: list = field(default_factory=list)
    lost: list = field(default_factory=list)
    cpu: list = field(default_factory=list)
    busy: list = field(default_factory=list)
    allocated: list = field(default_factory=list)
    rate: int = 0
    open_cpu: list = field(default_factory=list)
    open: list = field(default_factory=list)

    def of(self, name):
        """The median of a figure over the rounds; None without one."""
        if name in ("p50", "p99", "p999"):
            values = [getattr(result, name) for result in self.open]
        else:
            values = getattr(self, name)
        return median(values) if values else None

    @property
    def overloaded(self):
        return any(result.failed for result in self.open)


class Direct:
    """No proxy: what the load and the backend cost themselves, and the most that they can do."""

    name = "none"
    java = False


class Bench:
    """The proxies of one case, all started, all frozen but the one that is measured."""

    def __init__(self, plan, case, proxies, saturating, open_loop, folder):
        self.plan, self.case, self.folder = plan, case, folder
        self.saturating, self.open_loop = saturating, open_loop
        self.ports = {proxy: plan.first_port + 10 * i for i, proxy in enumerate(proxies)}
        self.running = {}
        self.starts = 0
        self.rate = 0
        self.figures = {proxy: Figures() for proxy in proxies}

    def run(self, certificates):
        """What compilers do by chance differs by the process, not by the round: see Plan.fresh."""
        setup = self._setup(self.folder, self.plan.direct, certificates)
        command = datagrams.backend(setup) if self.case.udp else nginx.backend(setup, self.case)
        backend = PinnedProcess(command, self.plan.load_cores, self.folder / "backend.log")
        try:
            for proxy in self.figures:
                with self._noting(proxy):
                    self._start(proxy, certificates)
            for number in range(self.plan.rounds):
                if self.plan.fresh and number:
                    self._renew(certificates)
                self._each(self._saturate)
            # The open loop keeps its connections.
            if self.plan.latencies and not self.case.handshake and not self.case.more:
                self._latencies()
        finally:
            for process in [*self.running.values(), backend]:
                process.stop()
        return self.figures

    def _setup(self, folder, port, certificates):
        return Setup(folder, port, self.plan.backend, certificates, self.plan.authorizer)

    def _latencies(self):
        self._warm_open_loop()
        for _ in range(WARMUP_LOADS):
            self._each(self._warm_at_the_rate)
        for _ in range(self.plan.rounds):
            self._each(self._open)

    def _start(self, proxy, certificates):
        port = self.ports[proxy]
        if isinstance(proxy, Direct):
            self.ports[proxy] = self.plan.direct
            return
        self.starts += 1
        folder = self.folder / f"{proxy.name}-{self.starts}"
        folder.mkdir()
        command, env = proxy.command(self._setup(folder, port, certificates), self.case)
        process = PinnedProcess(command, self.plan.proxy_core, folder / "output.log", env)
        self.running[proxy] = process
        self._await(process, port)
        self._warm(port)
        process.freeze()

    def _await(self, process, port):
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return self.saturating.probe(port)
            except LoadFailed as notyet:
                if not process.alive() or time.monotonic() > end:
                    raise LoadFailed(f"does not serve: {notyet}\n{process.last_words()}") from notyet
                time.sleep(0.2)

    def _warm(self, port):
        """So many requests for each, fast or slow; one that is very slow is warm after some time, too."""
        end = time.monotonic() + self.plan.warmup_seconds
        requests = 0
        while requests < self.plan.warmup_requests and time.monotonic() < end:
            requests += self.saturating.saturate(port, WARMUP_SLICE_SECONDS).requests

    def _renew(self, certificates):
        for proxy in [proxy for proxy in self.running if proxy.java]:
            with self._noting(proxy):
                self.running.pop(proxy).stop()
                self._start(proxy, certificates)

    def _each(self, measure):
        for proxy, figures in self.figures.items():
            if not figures.problem:
                with self._noting(proxy), self._thawed(proxy):
                    self.saturating.saturate(self.ports[proxy], SETTLE_SECONDS)
                    measure(proxy, figures)

    def _warm_open_loop(self):
        """The generator is Java as well, and each case runs other code of it."""
        self.rate = self.plan.rate or self._half_of_the_reference()
        seconds = max(1, min(self.plan.warmup_seconds, self.plan.warmup_requests // self.rate // 2))
        self.open_loop.run(self.plan.direct, self.case, self.rate, seconds)

    def _warm_at_the_rate(self, proxy, _):
        self.open_loop.run(self.ports[proxy], self.case, self.rate, WARMUP_SLICE_SECONDS)

    def _saturate(self, proxy, figures):
        process = self.running.get(proxy)
        before = allocated_bytes(process.pid) if proxy.java else 0
        cpu = process.cpu_seconds() if process else 0
        result = self.saturating.saturate(self.ports[proxy], self.plan.seconds)
        figures.rps.append(result.rate)
        figures.lost.append(result.lost / (result.requests + result.lost))
        if process:
            cpu = process.cpu_seconds() - cpu
            figures.cpu.append(cpu / result.requests * 1e6)
            figures.busy.append(cpu / result.seconds)
        if proxy.java:
            figures.allocated.append((allocated_bytes(process.pid) - before) / result.requests)

    def _open(self, proxy, figures):
        figures.rate = self.rate
        process = self.running.get(proxy)
        cpu = process.cpu_seconds() if process else 0
        result = self.open_loop.run(self.ports[proxy], self.case, self.rate, self.plan.seconds)
        figures.open.append(result)
        if process:
            figures.open_cpu.append((process.cpu_seconds() - cpu) / result.requests * 1e6)

    def _half_of_the_reference(self):
        """Half of what Envoy can do; without Envoy, half of what the slowest of the others can."""
        rates = {proxy.name: figures.of("rps") for proxy, figures in self.figures.items() if figures.rps}
        sensible = [rate for name, rate in rates.items() if name not in ("none", "scg")]
        return max(1, int(rates.get("envoy") or min(sensible or rates.values())) // 2)

    @contextmanager
    def _thawed(self, proxy):
        process = self.running.get(proxy)
        if process:
            process.thaw()
        try:
            yield
        finally:
            if process:
                process.freeze()

    @contextmanager
    def _noting(self, proxy):
        """A proxy that fails is left out, and its reason is told; the others go on."""
        try:
            yield
        except LoadFailed as failure:
            self.figures[proxy].problem = str(failure).splitlines()[0][:200]
            print(f"  {proxy.name}: {failure}", flush=True)
            if proxy in self.running:
                self.running.pop(proxy).stop()
