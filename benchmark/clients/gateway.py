"""The gateway of the run and what it forwards to."""

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "comparison"))

import jvm

HERE = Path(__file__).resolve().parent
START_SECONDS = 300

GATEWAY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {{name: sluice}}
spec: {{controllerName: sluice.dev/gateway-controller}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {{name: edge, annotations: {{sluice.dev/port-map: "80={clear},443={tls}"}}}}
spec:
  gatewayClassName: sluice
  listeners:
  - {{name: http, port: 80, protocol: HTTP}}
  - {{name: https, port: 443, protocol: HTTPS, tls: {{certificateRefs: [{{name: edge}}]}}}}
---
apiVersion: v1
kind: Secret
type: kubernetes.io/tls
metadata:
  name: edge
  annotations: {{sluice.dev/data-files: "tls.crt=edge.crt,tls.key=edge.key"}}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{ports: [{{port: 80{protocol}}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: {name}, labels: {{kubernetes.io/service-name: {name}}}}}
addressType: IPv4
endpoints: [{{addresses: [127.0.0.1]}}]
ports: [{{name: "", port: {port}}}]
"""

HTTP_ROUTE = """\
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {{name: {name}}}
spec:
  parentRefs: [{{name: edge}}]
  rules:
  - matches: [{{path: {{type: PathPrefix, value: {prefix}}}}}]
    backendRefs: [{{name: {name}, port: 80}}]
"""

TLS_POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {{name: {name}}}
spec:
  targetRefs: [{{group: "", kind: Service, name: {name}}}]
  validation:
    hostname: example.com
    caCertificateRefs: [{{group: "", kind: ConfigMap, name: {name}}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: {name}}}
data: {{ca.crt: {certificate}}}
"""


class Processes:
    """What was started for the run, each with its output in a file of the folder."""

    def __init__(self, folder):
        self.folder = folder
        self._started = []

    def start(self, name, command, env=None):
        with open(self.folder / f"{name}.log", "ab") as out:
            process = subprocess.Popen(
                list(map(str, command)),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env={**os.environ, **(env or {})},
            )
        self._started.append(process)
        return process

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def stop(self):
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Gateway:
    """A gateway on a folder with one Gateway: HTTP, which speaks HTTP/2 by prior knowledge too, and HTTPS."""

    def __init__(self, folder, launcher):
        self.launcher = launcher
        self.clear, self.tls, self._management = free_port(), free_port(), free_port()
        self.certificate = folder / "resources" / "edge.crt"
        self._folder = folder / "resources"
        self._folder.mkdir()
        (self._folder / "gateway.yaml").write_text(GATEWAY.format(clear=self.clear, tls=self.tls))
        make_certificate(self._folder, "edge")

    def forward(self, name, prefix, port, protocol=""):
        """Sends what has this prefix to a port of the loopback address."""
        self.serve(name, port, f", appProtocol: {protocol}" if protocol else "")
        self.write(f"route-{name}", HTTP_ROUTE.format(name=name, prefix=prefix))

    def serve(self, name, port, protocol=""):
        """A Service at a port of the loopback address, or the same Service at another port."""
        self.write(f"service-{name}", SERVICE.format(name=name, port=port, protocol=protocol))

    def trust(self, name, certificate):
        """Lets a Service be reached by TLS, as example.com and with this certificate."""
        text = json.dumps(certificate.read_text())
        self.write(f"policy-{name}", TLS_POLICY.format(name=name, certificate=text))

    def write(self, name, text):
        """Replaces a file of the folder in one step."""
        fresh = self._folder / f".{name}.new"
        fresh.write_text(text)
        fresh.rename(self._folder / f"{name}.yaml")

    def remove(self, name):
        (self._folder / f"{name}.yaml").unlink(missing_ok=True)

    def start(self, processes):
        command = [self.launcher, "run", f"--management-port={self._management}", self._folder]
        process = processes.start("gateway", command, {"JAVA_HOME": jvm.java_home()})
        await_answer(process, f"http://127.0.0.1:{self._management}/actuator/health/readiness")
        return process


def await_answer(process, url):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with opener.open(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {url}")


def await_port(process, port):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"nothing listens on port {port}")


def free_port():
    """A port that nobody listens on, below those that systems give to connections."""
    while True:
        port = random.randrange(20_000, 32_768)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def make_certificate(folder, name):
    """Writes `name.crt`, its own issuer, and `name.key`."""
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=example.com"
    names = ["-addext", "subjectAltName=DNS:example.com,DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"]
    subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
