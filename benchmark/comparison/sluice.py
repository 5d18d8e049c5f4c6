"""Sluice, by each of its ways in."""

import io
import json
import os
import subprocess
import zipfile
from functools import cache

import cases
import nginx
from cases import host, prefix
from certificates import BACKEND_NAME
from files import write
from filters import of_sluice, sluices_arguments
from jvm import OPTIONS, ROOT, java_home

JAR = ROOT / "gateway-app/target/sluice.jar"
ROUTES_OF_A_FILE = 100


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
        _prepare_starts()
        _sluice_folder(setup, case)
        lane = [f"--sluice.lane={self.lane}"] if _has_property("sluice.lane") else []
        management = f"--management-port={setup.port + 5}"
        store = ["--sluice.sessions.store=redis"] if case.redis else []
        more = sluices_arguments(case, setup.backend)
        arguments = ["--", *lane, *(_flows() if case.udp else []), *store, *more, "--sluice.access-log.enabled=false"]
        command = [ROOT / "sluice", "run", management, setup.folder / "resources", *arguments]
        return command, {"JAVA_HOME": java_home(), "JAVA_OPTS": " ".join(OPTIONS)}


def _flows():
    """As many as nginx may have connections: each load has flows of its own, which stay for a while."""
    bounds = [f"--sluice.listen.{name}={nginx.CONNECTIONS}" for name in ("max-flows", "max-flows-per-client")]
    return [*bounds, f"--sluice.listen.udp-idle-timeout={cases.FLOW_SECONDS}s"]


@cache
def _prepare_starts():
    """A gateway that is started first would have its start recorded next to it, and so be measured with that."""
    environment = {**os.environ, "JAVA_HOME": java_home()}
    subprocess.run([ROOT / "sluice", "version"], stdout=subprocess.DEVNULL, env=environment, check=True)


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
{frontend}  listeners:
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
spec: {{ports: [{{port: 80, targetPort: {backend}{protocol}}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: service, labels: {{kubernetes.io/service-name: service}}}}
addressType: IPv4
endpoints: [{{addresses: [127.0.0.1]}}]
ports: [{{name: "", port: {backend}{transport}}}]
"""

# In place of {frontend}: every client must show a certificate.
FRONTEND = "  tls: {frontend: {default: {validation: {caCertificateRefs: [{group: '', kind: ConfigMap, name: issuer}]}}}}\n"

AUTHORITY = """\
apiVersion: v1
kind: ConfigMap
metadata: {{name: issuer}}
data: {{ca.crt: {certificate}}}
"""

POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {{name: service}}
spec:
  targetRefs: [{{group: '', kind: Service, name: service}}]
  validation:
    hostname: {name}
    caCertificateRefs: [{{group: '', kind: ConfigMap, name: issuer}}]
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
{more}"""

STREAM_ROUTE = """\
---
apiVersion: gateway.networking.k8s.io/v1
kind: {kind}
metadata: {{name: route}}
spec:
  parentRefs: [{{name: edge}}]
{hostnames}  rules: [{{backendRefs: [{{name: service, port: 80}}]}}]
"""

SESSION = "    sessionPersistence: {sessionName: session, absoluteTimeout: 12h, idleTimeout: 30m}\n"


def _sluice_folder(setup, case):
    folder = setup.folder / "resources"
    folder.mkdir()
    (folder / "edge.crt").write_bytes(setup.certificates.edge.certificate.read_bytes())
    (folder / "edge.key").write_bytes(setup.certificates.edge.key.read_bytes())
    listener = "{name: edge, port: 443, protocol: HTTP}"
    if case.tls:
        listener = "{name: edge, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: edge}]}}"
    if case.stream:
        listener = "{name: edge, port: 443, protocol: TCP}"
    if case.udp:
        listener = "{name: edge, port: 443, protocol: UDP}"
    if case.passthrough:
        listener = "{name: edge, port: 443, protocol: TLS, tls: {mode: Passthrough}}"
    protocol = ", appProtocol: kubernetes.io/h2c" if case.grpc else ", protocol: UDP" if case.udp else ""
    frontend = FRONTEND if case.client_certificate else ""
    gateway = GATEWAY.format(
        port=setup.port,
        frontend=frontend,
        listener=listener,
        backend=setup.backend,
        protocol=protocol,
        transport=", protocol: UDP" if case.udp else "",
    )
    write(folder, "gateway.yaml", gateway)
    if case.client_certificate or case.backend_tls:
        authority = setup.certificates.authority.certificate.read_text()
        write(folder, "issuer.yaml", AUTHORITY.format(certificate=json.dumps(authority)))
    if case.backend_tls:
        write(folder, "policy.yaml", POLICY.format(name=BACKEND_NAME))
    if case.stream or case.udp:
        write(folder, "routes.yaml", _stream_route(case))
        return
    objects, more = of_sluice(case, setup)
    if objects:
        write(folder, "added.yaml", objects)
    more = SESSION if case.session else more
    for first in range(0, case.routes, ROUTES_OF_A_FILE):
        numbers = range(first, min(case.routes, first + ROUTES_OF_A_FILE))
        routes = "".join(ROUTE.format(number=n, host=host(n), prefix=prefix(n), more=more) for n in numbers)
        write(folder, f"routes-{first}.yaml", routes)


def _stream_route(case):
    if case.passthrough:
        return STREAM_ROUTE.format(kind="TLSRoute", hostnames=f"  hostnames: [{case.host}]\n")
    return STREAM_ROUTE.format(kind="UDPRoute" if case.udp else "TCPRoute", hostnames="")


@cache
def _has_property(name):
    """Whether the adapter inside Sluice's jar declares this property. Spring Boot would ignore an unknown one."""
    with zipfile.ZipFile(JAR) as jar:
        nested = next(entry for entry in jar.namelist() if "/gateway-api-adapter-" in entry)
        with zipfile.ZipFile(io.BytesIO(jar.read(nested))) as adapter:
            metadata = json.loads(adapter.read("META-INF/spring-configuration-metadata.json"))
    return any(known["name"] == name for known in metadata["properties"])
