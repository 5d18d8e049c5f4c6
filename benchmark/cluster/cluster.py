"""What the programs beside this one share: the API server, a Gateway with two backends, loads, verdicts.

They run where the API server, pods and load-balancer addresses can be reached, with kubectl, Java 25 (JAVA_HOME, or
`java`) and a KUBECONFIG with a client certificate or a token that may make a namespace. The backends are on this machine.
"""

import argparse
import base64
import contextlib
import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from urllib.parse import urlsplit

HERE = pathlib.Path(__file__).parent
BACKENDS = {"blue": 18911, "green": 18912}
GATEWAY = "edge"
PATIENCE_SECONDS = 60
ANSWER_SECONDS = 1
# Whoever connects to an address before its Service is wired sends a packet that is lost, and the next a second later.
CONNECT_SECONDS = 0.1
# Sockets that hold the ports of such connections: the kernel remembers for two minutes that what comes from there is not
# translated, and whoever gets the port then has no route to the host. A program that follows sooner may still meet it.
SPOILT = []
WARM_UP_SECONDS = 10
GATEWAY_API = "/apis/gateway.networking.k8s.io/v1"


def parser(description):
    parsed = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parsed.add_argument("--class", dest="gateway_class", default="sluice", help="the GatewayClass (sluice)")
    parsed.add_argument("--machine", default="10.200.0.1", help="address of this machine, seen by a pod (10.200.0.1)")
    return parsed


def kubectl(*arguments):
    return subprocess.run(["kubectl", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout


def program(name):
    """One of the programs beside this one, as a module; their names have no ending."""
    loader = SourceFileLoader(name, str(HERE / name))
    module = module_from_spec(spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


class Api:
    """The API server, by one connection that is made anew where it breaks. Used by one thread at a time."""

    def __init__(self):
        config = json.loads(kubectl("config", "view", "--raw", "--minify", "--flatten", "--output=json"))
        server = config["clusters"][0]["cluster"]
        user = config["users"][0]["user"]
        self.headers = {"Authorization": "Bearer " + user["token"]} if "token" in user else {}
        if "client-certificate-data" not in user and not self.headers:
            sys.exit("the KUBECONFIG has neither a client certificate nor a token")
        trusted = base64.b64decode(server["certificate-authority-data"]).decode()
        context = ssl.create_default_context(cadata=trusted)
        if "client-certificate-data" in user:
            with tempfile.NamedTemporaryFile() as pair:
                pair.write(b"".join(base64.b64decode(user[f"client-{part}-data"]) for part in ("certificate", "key")))
                pair.flush()
                context.load_cert_chain(pair.name)
        address = urlsplit(server["server"])
        self.connection = http.client.HTTPSConnection(
            address.hostname, address.port or 443, timeout=PATIENCE_SECONDS, context=context
        )
        until(lambda: self.call("GET", "/version")[0] == 200)

    def call(self, method, path, body=None):
        """Gives status and answer; 0 where there is none. A kept connection may be closed by then: it is tried again."""
        text = None if body is None else json.dumps(body)
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, text, {"Content-Type": kind, **self.headers})
            answer = self.connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if answer.getheader("Content-Type") == "application/json" else {}
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return self.call(method, path, body) if kept else (0, {})

    def change(self, method, path, body):
        status, answer = self.call(method, path, body)
        if status not in (200, 201, 202):
            sys.exit(f"{method} {path}: {status} {answer.get('message')}")


class Scene:
    """A namespace of its own with a Gateway and the Services blue and green; all of it goes at the end."""

    def __init__(self, api, namespace, options):
        self.api = api
        self.namespace = namespace
        self.machine = options.machine
        self.routes = f"{GATEWAY_API}/namespaces/{namespace}/httproutes"
        self.gateways = f"{GATEWAY_API}/namespaces/{namespace}/gateways"
        api.change("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
        for name, port in BACKENDS.items():
            self.post_service(name, port)
        self.post_gateway(GATEWAY, options.gateway_class)
        self.address = until(lambda: self.address_of(GATEWAY))

    def post_service(self, name, port, addresses=()):
        """addresses: of its endpoints, in place of the machine's."""
        ports = [{"port": 80, "targetPort": port}]
        services = f"/api/v1/namespaces/{self.namespace}/services"
        self.api.change("POST", services, {"metadata": {"name": name}, "spec": {"ports": ports}})
        slices = f"/apis/discovery.k8s.io/v1/namespaces/{self.namespace}/endpointslices"
        self.api.change("POST", slices, self.endpoint_slice(name, port, addresses))

    def move_service(self, name, port, addresses=()):
        slices = f"/apis/discovery.k8s.io/v1/namespaces/{self.namespace}/endpointslices"
        self.api.change("PATCH", f"{slices}/{name}", self.endpoint_slice(name, port, addresses))

    def endpoint_slice(self, name, port, addresses):
        return {
            "metadata": {"name": name, "labels": {"kubernetes.io/service-name": name}},
            "addressType": "IPv4",
            "endpoints": [
                {"addresses": [address], "conditions": {"ready": True}} for address in addresses or [self.machine]
            ],
            "ports": [{"name": "", "port": port, "protocol": "TCP"}],
        }

    def post_gateway(self, name, gateway_class):
        listeners = [{"name": "http", "port": 80, "protocol": "HTTP"}]
        spec = {"gatewayClassName": gateway_class, "listeners": listeners}
        self.api.change("POST", self.gateways, gateway_api("Gateway", name, spec))

    def serve_tls(self, pair):
        """Adds an HTTPS Listener for all hostnames to the Gateway."""
        self.api.change("POST", f"/api/v1/namespaces/{self.namespace}/secrets", pair.secret("pair"))
        listeners = [
            {"name": "http", "port": 80, "protocol": "HTTP"},
            {"name": "https", "port": 443, "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "pair"}]}},
        ]
        self.api.change("PATCH", f"{self.gateways}/{GATEWAY}", {"spec": {"listeners": listeners}})

    def post_route(self, name, backend, gateway=GATEWAY):
        """For the hostname NAME.example.com."""
        spec = {"parentRefs": [{"name": gateway}], "hostnames": [host(name)], "rules": rules(backend)}
        self.api.change("POST", self.routes, gateway_api("HTTPRoute", name, spec))

    def turn_route(self, name, backend):
        self.api.change("PATCH", f"{self.routes}/{name}", {"spec": {"rules": rules(backend)}})

    def address_of(self, gateway):
        _, found = self.api.call("GET", f"{self.gateways}/{gateway}")
        addresses = found.get("status", {}).get("addresses", [])
        return addresses[0]["value"] if addresses else None


@contextlib.contextmanager
def scene(name, options):
    """A Scene in the namespace sluice-NAME."""
    namespace = "sluice-" + name
    arguments = [text for name, port in BACKENDS.items() for text in (str(port), name)]
    backends = java("Backends.java", *arguments)
    try:
        if backends.stdout.readline() != "ready\n":
            sys.exit("the backends do not start: is java a Java 25?")
        yield Scene(Api(), namespace, options)
    finally:
        subprocess.run(["kubectl", "delete", "namespace", namespace, "--ignore-not-found"], stdout=subprocess.DEVNULL)
        backends.terminate()


class Load:
    """Requests at a fixed rate to a hostname, on connections that are kept or, if fresh, on a new one for each."""

    def __init__(self, address, hostname, rate, fresh=False, prefix=(), http2=None):
        """prefix: a command that runs another, such as one that enters a network namespace.
        http2: a Pair, of which the certificate is asked for; over HTTP/2 then, on one connection."""
        connections = 16 if fresh else max(4, rate // 100)
        arguments = [address, hostname, str(rate), str(connections), "fresh" if fresh else "kept"]
        options = ()
        if http2:
            arguments[4:] = ["http2", str(http2.path)]
            options = [f"-Djdk.net.hosts.file={http2.hosts(address, hostname)}"]
        self.process = java("OpenLoad.java", *arguments, prefix=prefix, options=options)

    def count(self):
        """What came before does not count."""
        self.process.stdin.write("count\n")
        self.process.stdin.flush()

    def end(self):
        """Gives what was counted, as OpenLoad tells it, with the number of the failed ones."""
        told, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        counted = json.loads(told)
        counted["failed"] = sum(counted["failures"].values()) + counted["unanswered"]
        return counted

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()


class Pair:
    """A certificate for *.example.com, issued by itself, and its key; in a folder."""

    def __init__(self, folder, name):
        self.path, key = folder / f"{name}.crt", folder / f"{name}.key"
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        command += ["-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:*.example.com", "-out", self.path, "-keyout", key]
        subprocess.run([*map(str, command)], check=True, stderr=subprocess.DEVNULL)
        text = {"tls.crt": self.path.read_bytes(), "tls.key": key.read_bytes()}
        self.data = {name: base64.b64encode(content).decode() for name, content in text.items()}
        self.certificate = ssl.PEM_cert_to_DER_cert(self.path.read_text())

    def secret(self, name):
        return {"metadata": {"name": name}, "type": "kubernetes.io/tls", "data": self.data}

    def hosts(self, address, hostname):
        """A file that gives a name an address."""
        path = self.path.with_suffix(".hosts")
        path.write_text(f"{address} {hostname}\n")
        return path


def java(program, *arguments, prefix=(), options=()):
    home = os.environ.get("JAVA_HOME")
    command = [*prefix, f"{home}/bin/java" if home else "java", "-Xmx192m", "-XX:+UseSerialGC", *options]
    command += [str(HERE / program), *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def gateway_api(kind, name, spec):
    return {"apiVersion": "gateway.networking.k8s.io/v1", "kind": kind, "metadata": {"name": name}, "spec": spec}


def rules(backend):
    """To one backend, named in a header of the answer as well, so that a mixture of two rules is seen."""
    header = {"set": [{"name": "X-Route", "value": backend}]}
    return [
        {
            "filters": [{"type": "ResponseHeaderModifier", "responseHeaderModifier": header}],
            "backendRefs": [{"name": backend, "port": 80}],
        }
    ]


def host(name):
    return name + ".example.com"


class Client:
    """Asks one address, on a connection that is kept, and made anew where it broke. Used by one thread at a time."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, 80)

    def ask(self, hostname):
        """Gives the body of a 200, otherwise the empty string."""
        try:
            if self.connection.sock is None:
                self.connection.sock = connect(self.connection.host)
            self.connection.request("GET", "/", headers={"Host": hostname})
            answer = self.connection.getresponse()
            body = answer.read().decode()
            return body if answer.status == 200 else ""
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return ""

    def close(self):
        self.connection.close()


def connect(address):
    """Gives a socket on which an answer is awaited for ANSWER_SECONDS. Keeps the port of one that fails to itself."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    peer = socket.socket(family)
    try:
        peer.settimeout(CONNECT_SECONDS)
        peer.connect((address, 80))
        peer.settimeout(ANSWER_SECONDS)
        return peer
    except OSError:
        port = peer.getsockname()[1]
        peer.close()
        spoilt = socket.socket(family)
        spoilt.bind(("", port))
        SPOILT.append(spoilt)
        raise


def ask(address, hostname):
    """Asks on a connection of its own."""
    with contextlib.closing(Client(address)) as client:
        return client.ask(hostname)


def shown(address, hostname):
    """The certificate that a client is shown, in DER, of whoever issued it; None where there is no handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((address, 443), ANSWER_SECONDS) as plain:
            with context.wrap_socket(plain, server_hostname=hostname) as secured:
                return secured.getpeercert(binary_form=True)
    except OSError:
        return None


def until(condition, seconds=PATIENCE_SECONDS, pause=0.002):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(pause)
    sys.exit(f"not within {seconds} s")


def tell(what, counted):
    failures = "".join(f"\n    {times} times: {reason}" for reason, times in counted["failures"].items())
    print(
        f"{what}: {counted['answers']} answers, {counted['failed']} failed, p50 {counted['p50']:.1f} ms, "
        f"p99 {counted['p99']:.1f} ms, slowest {counted['most']:.0f} ms{failures}"
    )


def verdict(passed):
    print("PASS" if passed else "FAIL")
    sys.exit(0 if passed else 1)
