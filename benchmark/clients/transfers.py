"""Which client does what: each transfer is a command that tells the octets and their SHA-256, or prints the body."""

from dataclasses import dataclass

KIBI = 1 << 10
DOWNLOAD, UPLOAD = "download", "upload"


@dataclass(frozen=True)
class Transfer:
    """One row of the result.

    needs: the tools without which it is left out
    tells: whether the command prints octets and SHA-256 as the receiver saw them; otherwise it prints the body itself,
        which is then read with this buffer and a rest of so many milliseconds after each MiB
    """

    client: str
    direction: str
    tls: bool
    needs: str
    command: list
    tells: bool = True
    buffer: int = 64 * KIBI
    rest: int = 0


@dataclass(frozen=True)
class Place:
    """Where things are."""

    gateway: object
    body: str
    go: str
    python: str
    here: str

    def url(self, tls, path):
        return f"https://127.0.0.1:{self.gateway.tls}{path}" if tls else f"http://127.0.0.1:{self.gateway.clear}{path}"

    def address(self, tls):
        return f"127.0.0.1:{self.gateway.tls if tls else self.gateway.clear}"


def all_transfers(place):
    for tls in (False, True):
        yield from go_http(place, tls)
        yield from curl(place, tls)
        yield from nghttp(place, tls)
        yield from programs(place, tls)
        yield from grpc(place, tls)


def go_http(place, tls):
    for buffer in (1, 4, 32):
        for direction, path in ((DOWNLOAD, "/with-length"), (UPLOAD, "/upload")):
            arguments = [direction, place.url(tls, path), place.body, buffer * KIBI, 0]
            yield Transfer(f"Go net/http, {buffer} KiB", direction, tls, "go", [place.go, "http", *arguments])
    arguments = [DOWNLOAD, place.url(tls, "/chunked"), place.body, 4 * KIBI, 20]
    yield Transfer("Go net/http, 4 KiB, rests", DOWNLOAD, tls, "go", [place.go, "http", *arguments])


def curl(place, tls):
    protocol = ["--http2", "--insecure"] if tls else ["--http2-prior-knowledge"]
    base = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*", *protocol]
    upload = ["--data-binary", f"@{place.body}", "--header", "Expect:"]
    for name, more in (("curl", []), ("curl, limited rate", ["--limit-rate", "20M"])):
        yield Transfer(name, DOWNLOAD, tls, "curl", [*base, *more, place.url(tls, "/with-length")], tells=False)
        yield Transfer(name, UPLOAD, tls, "curl", [*base, *more, *upload, place.url(tls, "/upload")])
    upload = ["--upload-file", place.body, "--request", "POST", "--expect100-timeout", "30"]
    yield Transfer(
        "curl, 100-continue", UPLOAD, tls, "curl", [*base, *upload, "-H", "Expect: 100-continue", place.url(tls, "/upload")]
    )


def nghttp(place, tls):
    windows = ["--window-bits=16", "--connection-window-bits=16"]
    for name, more, rest in (("nghttp", [], 0), ("nghttp, 64 KiB windows, rests", windows, 20)):
        command = ["nghttp", *more, place.url(tls, "/chunked")]
        yield Transfer(name, DOWNLOAD, tls, "nghttp", command, tells=False, buffer=4 * KIBI, rest=rest)
    yield Transfer("nghttp", UPLOAD, tls, "nghttp", ["nghttp", "-d", place.body, place.url(tls, "/upload")])


def programs(place, tls):
    httpx = [place.python, f"{place.here}/httpx_client.py"]
    node = ["node", f"{place.here}/node_http2.mjs"]
    for name, command, needs in (("Python httpx", httpx, "httpx"), ("Node http2", node, "node")):
        for rest in (0, 20):
            for direction, path in ((DOWNLOAD, "/with-length"), (UPLOAD, "/upload")):
                arguments = [direction, place.url(tls, path), place.body, 4 * KIBI, rest]
                title = f"{name}, 4 KiB" + (", rests" if rest else "")
                yield Transfer(title, direction, tls, needs, [*command, *arguments])


def grpc(place, tls):
    certificate = place.gateway.certificate if tls else "-"
    grpcio = [place.python, f"{place.here}/grpcio_client.py"]
    for name, command, needs in (("grpcio", grpcio, "grpcio"), ("grpc-go", [place.go, "grpc"], "go")):
        for kind, rest in (("unary", 0), ("stream", 0), ("stream", 20)):
            for direction in (DOWNLOAD, UPLOAD):
                words = [direction, kind, place.address(tls), certificate, place.body, 4 * KIBI, rest]
                title = f"{name}, {kind}" + (", rests" if rest else "")
                yield Transfer(title, direction, tls, needs, [*command, *words])
