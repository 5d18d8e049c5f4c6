"""What is asked of each proxy."""

import fnmatch
from dataclasses import dataclass

PREFIXES_OF_A_HOST = 10
BODIES = {"100b": 100, "1k": 1024, "100k": 100 * 1024, "1m": 1024 * 1024}
# A gRPC call without streaming: a POST over HTTP/2 by prior knowledge to a backend that speaks it too, with trailers.
GRPC = "grpc"
# The octets of the message that such a call sends.
MESSAGE = 128
HTTP = ("h1", "h2", "h1-tls", "h2-tls")
# Each request on a new connection of HTTP/1.1 over TLS 1.3; what it costs is the handshake.
FULL, RESUMED, MTLS = "handshake-full", "handshake-resumed", "handshake-mtls"
# HTTP/1.1 in clear text in front, TLS with the backend, whose certificate is verified.
BACKEND_TLS = "backend-tls"
# HTTP/1.1 with the cookie of a session that keeps the client to one endpoint.
SESSION = "session"
# The same, where Sluice remembers sessions in a Redis at port 6379 of this machine.
SESSION_REDIS = "session-redis"
# The proxy forwards octets: HTTP/1.1 in clear text, or by TLS, of which it reads the server name alone.
TCP, PASSTHROUGH = "tcp", "tls-passthrough"
# The same, on a new connection for each request.
PASSTHROUGH_NEW = "tls-passthrough-new"
STREAMS = (TCP, PASSTHROUGH, PASSTHROUGH_NEW)
# Datagrams of this size, each of which the backend returns.
UDP = "udp"
DATAGRAMS = ("100b", "1k")
# How long a proxy keeps a flow on which nothing moves.
FLOW_SECONDS = 60
# HTTP/1.1 with one thing more: a token that is verified, a rate limit that is not reached, a request to a service that
# permits it by HTTP or gRPC, spans of one request in 100 or of each, a password, a key, a list of addresses.
JWT, RATE_LIMIT, EXTERNAL_AUTH, EXTERNAL_AUTH_GRPC = "jwt", "rate-limit", "external-auth", "external-auth-grpc"
BASIC_AUTH, API_KEY, IP_ACCESS = "basic-auth", "api-key", "ip-access"
TRACING = {"tracing-1": 0.01, "tracing-100": 1.0}
# The same of Sluice only: the cookie of somebody who has logged in, a circuit that stays closed, a limit of the body;
# and with one thing less: without the histograms of routes and backends.
OIDC_LOGIN, CIRCUIT, REQUEST_SIZE, NO_HISTOGRAMS = "oidc-login", "circuit-breaking", "request-size", "no-histograms"
OF_SLUICE = (OIDC_LOGIN, CIRCUIT, REQUEST_SIZE, NO_HISTOGRAMS)
MORE = (JWT, RATE_LIMIT, EXTERNAL_AUTH, EXTERNAL_AUTH_GRPC, BASIC_AUTH, API_KEY, IP_ACCESS, *TRACING, *OF_SLUICE)
PROTOCOLS = (*HTTP, GRPC, FULL, RESUMED, MTLS, BACKEND_TLS, SESSION, SESSION_REDIS, *STREAMS, UDP, *MORE)
# Of two cases that differ by one thing, the first costs what the second does and that thing.
PAIRS = (
    (RESUMED, FULL),
    (MTLS, FULL),
    *((more, "h1") for more in (BACKEND_TLS, SESSION, SESSION_REDIS, *MORE)),
)
ROUTES = (1, 10_000)

# Each protocol and body with one route, and the many routes where they say most: nothing else differs between them.
USUAL = (*(f"{protocol}/{body}/1" for protocol in HTTP for body in ("1k", "100k")), "h1/1k/10000", "h2-tls/1k/10000", "grpc/1k/1")
# Cases that one word stands for.
GROUPS = {"filters": ("h1/1k/1", *(f"{more}/1k/1" for more in MORE))}


@dataclass(frozen=True)
class Case:
    protocol: str
    body: str
    routes: int

    def __str__(self):
        return f"{self.protocol}/{self.body}/{self.routes}"

    @property
    def tls(self):
        """Whether the client speaks TLS."""
        return self.protocol in ("h1-tls", "h2-tls", PASSTHROUGH) or self.handshake

    @property
    def handshake(self):
        """Whether each request has a connection of its own."""
        return self.protocol in (FULL, RESUMED, MTLS, PASSTHROUGH_NEW)

    @property
    def stream(self):
        """Whether the proxy forwards octets, and no requests."""
        return self.protocol in STREAMS

    @property
    def udp(self):
        """Whether the proxy forwards datagrams."""
        return self.protocol == UDP

    @property
    def passthrough(self):
        """Whether the client's TLS is with the backend."""
        return self.protocol in (PASSTHROUGH, PASSTHROUGH_NEW)

    @property
    def resumed(self):
        return self.protocol == RESUMED

    @property
    def client_certificate(self):
        """Whether each client must show one."""
        return self.protocol == MTLS

    @property
    def backend_tls(self):
        return self.protocol == BACKEND_TLS

    @property
    def session(self):
        return self.protocol in (SESSION, SESSION_REDIS)

    @property
    def redis(self):
        return self.protocol == SESSION_REDIS

    @property
    def more(self):
        """Whether it is one of those that only Sluice and Envoy are set up for."""
        return self.protocol in MORE

    @property
    def of_sluice(self):
        """Whether it is one of those that only Sluice is set up for."""
        return self.protocol in OF_SLUICE

    @property
    def asks_by_grpc(self):
        """Whether another service is asked for permission by gRPC."""
        return self.protocol == EXTERNAL_AUTH_GRPC

    @property
    def sampled(self):
        """The share of requests that have spans; None where nothing is traced."""
        return TRACING.get(self.protocol)

    @property
    def http2(self):
        return self.protocol.startswith("h2") or self.grpc

    @property
    def grpc(self):
        return self.protocol == GRPC

    @property
    def body_bytes(self):
        return BODIES[self.body]

    @property
    def connections(self):
        """32 requests at one time, over few connections where HTTP/2 shares them."""
        return 4 if self.http2 else 32

    @property
    def streams(self):
        return 8 if self.http2 else 1

    @property
    def asked(self):
        """The number of the route that is asked for: the middle one, so that a scan costs its mean."""
        return self.routes // 2

    @property
    def host(self):
        return host(self.asked)

    @property
    def path(self):
        return prefix(self.asked) + "/item"


def host(route):
    return f"shop-{route // PREFIXES_OF_A_HOST}.example.com"


def prefix(route):
    return f"/api/service-{route % PREFIXES_OF_A_HOST}"


def hosts(routes):
    """Each hostname with its prefixes."""
    prefixes = {}
    for route in range(routes):
        prefixes.setdefault(host(route), []).append(prefix(route))
    return prefixes


def _bodies(protocol):
    return DATAGRAMS if protocol == UDP else [body for body in BODIES if body != "100b"]


def choose(patterns):
    """The cases that match one of the shell patterns or are of a group; without patterns the usual ones."""
    every = [Case(p, b, r) for p in PROTOCOLS for b in _bodies(p) for r in ROUTES if r == 1 or p not in (*STREAMS, UDP)]
    wanted = [case for pattern in patterns or USUAL for case in GROUPS.get(pattern, (pattern,))]
    return [case for case in every if any(fnmatch.fnmatch(str(case), pattern) for pattern in wanted)]
