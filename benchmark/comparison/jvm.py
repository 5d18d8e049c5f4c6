"""The Java proxies: Sluice by each of its ways in, plain Spring Cloud Gateway, bare reactor-netty."""

import io
import json
import os
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path

from cases import host, prefix

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "benchmark/target/benchmarks.jar"
SLUICE = ROOT / "gateway-app/target/sluice.jar"

# The same for each, on top of gateway-app/jvm.options: one event loop, as there is one core, and one size of heap.
OPTIONS = ("-Dreactor.netty.ioWorkerCount=1", "-Xms1g", "-Xmx1g")

ROUTES_OF_A_FILE = 100


@cache
def java_home():
    """The first of JAVA_HOME, the path and /usr/lib/jvm that is Java 25 or newer."""
    on_path = subprocess.run(["sh", "-c", "readlink -f $(command -v java)"], capture_output=True, text=True).stdout
    homes = [os.environ.get("JAVA_HOME", ""), os.path.dirname(os.path.dirname(on_path.strip()))]
    homes += map(str, Path("/usr/lib/jvm").glob("*"))
    return next((home for home in homes if home and _version(home) >= 25), None)


def _version(home):
    try:
        release = Path(home, "release").read_text()
    except OSError:
        return 0
    found = re.search(r'JAVA_VERSION="(\d+)', release)
    return int(found.group(1)) if found else 0


def java_version():
    return re.search(r'JAVA_RUNTIME_VERSION="(.+)"', Path(java_home(), "release").read_text()).group(1)


def peer_command(*arguments):
    options = (f"@{ROOT}/gateway-app/jvm.options", *OPTIONS)
    return [f"{java_home()}/bin/java", *options, "-cp", PEERS, *arguments]


def allocated_bytes(pid):
    """What the live threads of a virtual machine have allocated since they began; rounded to about a hundredth."""
    told = subprocess.run(
        [f"{java_home()}/bin/jcmd", str(pid), "Thread.print", "-e"], capture_output=True, text=True, check=True
    ).stdout
    units = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    return sum(int(number) * units[unit] for number, unit in re.findall(r"allocated=(\d+)([KMG]?)B?\b", told))


def _library_version(group, artifact):
    """As Maven wrote it into the jar of the peers."""
    with zipfile.ZipFile(PEERS) as jar:
        text = jar.read(f"META-INF/maven/{group}/{artifact}/pom.properties").decode()
    return re.search(r"version=(.+)", text).group(1)


@cache
def _has_property(name):
    """Whether the adapter inside Sluice's jar declares this property. Spring Boot would ignore an unknown one."""
    with zipfile.ZipFile(SLUICE) as jar:
        nested = next(entry for entry in jar.namelist() if "/gateway-api-adapter-" in entry)
        with zipfile.ZipFile(io.BytesIO(jar.read(nested))) as adapter:
            metadata = json.loads(adapter.read("META-INF/spring-configuration-metadata.json"))
    return any(known["name"] == name for known in metadata["properties"])


class Sluice:
    """Sluice as its launcher starts it; without access log, as the others have none."""

    java = True

    def __init__(self, lane):
        self.lane = lane
        self.name = f"sluice-{lane}"

    def missing(self):
        if _has_property("sluice.lane") or self.lane == "webflux":
            return None
        return f"{self.name}: this build has no property sluice.lane"

    @staticmethod
    def version():
        commit = subprocess.run(
            ["git", "-C", ROOT, "describe", "--always", "--dirty"], capture_output=True, text=True
        ).stdout.strip()
        return commit or "unknown"

    def command(self, setup, case):
        _sluice_folder(setup, case)
        lane = [f"--sluice.lane={self.lane}"] if _has_property("sluice.lane") else []
        management = f"--management-port={setup.port + 5}"
        arguments = ["--", *lane, "--sluice.access-log.enabled=false"]
        command = [ROOT / "sluice", "run", management, setup.folder / "resources", *arguments]
        return command, {"JAVA_HOME": java_home(), "JAVA_OPTS": " ".join(OPTIONS)}


GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {{name: sluice}}
spec: {{controllerName: sluice.dev/gateway-controller}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: edge, annotations: {{sluice.dev/port-map: "443={port}"}}}}
spec:
  gatewayClassName: sluice
  listeners:
  - {listener}
---
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: edge
  annotations: {{sluice.dev/data-files: "tls.crt=edge.crt,tls.key=edge.key"}}
---
apiVersion: v1
kind: Service
metadata: {{name: service}}
spec: {{ports: [{{port: 80, targetPort: {backend}}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: service, labels: {{kubernetes.io/service-name: service}}}}
addressType: IPv4
endpoints: [{{addresses: [127.0.0.1]}}]
ports: [{{name: "", port: {backend}}}]
"""

ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: route-{number}}}
spec:
  parentRefs: [{{name: edge}}]
  hostnames: [{host}]
  rules:
  - matches: [{{path: {{type: PathPrefix, value: {prefix}}}}}]
    backendRefs: [{{name: service, port: 80}}]
"""


def _sluice_folder(setup, case):
    folder = setup.folder / "resources"
    folder.mkdir()
    (folder / "edge.crt").write_bytes(setup.certificate.read_bytes())
    (folder / "edge.key").write_bytes(setup.key.read_bytes())
    listener = "{name: edge, port: 443, protocol: HTTP}"
    if case.tls:
        listener = "{name: edge, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: edge}]}}"
    gateway = GATEWAY.format(port=setup.port, listener=listener, backend=setup.backend)
    (folder / "gateway.yaml").write_text(gateway)
    for first in range(0, case.routes, ROUTES_OF_A_FILE):
        numbers = range(first, min(case.routes, first + ROUTES_OF_A_FILE))
        routes = "".join(ROUTE.format(number=n, host=host(n), prefix=prefix(n)) for n in numbers)
        (folder / f"routes-{first}.yaml").write_text(routes)


class SpringCloudGateway:
    name = "scg"
    java = True

    @staticmethod
    def missing():
        return None

    @staticmethod
    def version():
        return _library_version("org.springframework.cloud", "spring-cloud-gateway-server-webflux")

    @staticmethod
    def command(setup, case):
        arguments = [
            "dev.sluice.benchmark.peer.SpringCloudGatewayPeer",
            "--spring.main.banner-mode=off",
            "--logging.level.root=warn",
            "--server.address=127.0.0.1",
            f"--server.port={setup.port}",
            "--server.http2.enabled=true",
            f"--peer.routes={case.routes}",
            f"--peer.backend=http://127.0.0.1:{setup.backend}",
        ]
        if case.tls:
            arguments.append(f"--server.ssl.certificate=file:{setup.certificate}")
            arguments.append(f"--server.ssl.certificate-private-key=file:{setup.key}")
        return peer_command(*arguments), {}


class ReactorNetty:
    name = "reactor-netty"
    java = True

    @staticmethod
    def missing():
        return None

    @staticmethod
    def version():
        return re.search(r"<reactor-netty.version>(.+?)<", (ROOT / "pom.xml").read_text()).group(1)

    @staticmethod
    def command(setup, case):
        tls = [setup.certificate, setup.key] if case.tls else []
        peer = "dev.sluice.benchmark.peer.ReactorNettyPeer"
        return peer_command(peer, setup.port, setup.backend, *tls), {}
