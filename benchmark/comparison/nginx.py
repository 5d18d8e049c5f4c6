"""nginx: the backend, and a proxy."""

import shutil
import subprocess
from pathlib import Path

import cases
from cases import hosts
from certificates import BACKEND_NAME
from files import write

CONNECTIONS = 4096

NGINX = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections {connections}; }}
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

# Debian has the module for streams in a file of its own.
STREAM_MODULE = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
STREAM = """\
{module}worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections {connections}; }}
stream {{
  upstream backend {{ server 127.0.0.1:{backend}; }}
  map $ssl_preread_server_name $chosen {{ {host} backend; }}
  server {{ listen 127.0.0.1:{port}{transport}; {forward} }}
}}
"""

BACKEND = """\
sendfile on;
  tcp_nopush on;
  open_file_cache max=10;
  {tls}
  # One cipher for all proxies, which would choose differently.
  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
  server {{
    listen 127.0.0.1:{backend}{protocol};
    listen {direct};
    root {folder};
    {answers}
  }}
  {authorizer}"""
# Says yes to each Check of ext_authz: a message of two octets, a status whose code is 0.
YES = bytes([0, 0, 0, 0, 2, 0x0A, 0])
AUTHORIZER = """\
server {{
    listen 127.0.0.1:{port} http2;
    root {folder};
    default_type application/grpc;
    error_page 405 =200 /yes;
    location / {{ try_files /yes =404; }}
    location = /yes {{ add_trailer grpc-status 0; }}
  }}"""


ANSWERS = "location / { try_files /answer =404; }"
# A POST is answered with the file too, and with the trailer that a call ends with.
CALLS = """\
default_type application/grpc;
    error_page 405 =200 /answer;
    location / { try_files /answer =404; }
    location = /answer { add_trailer grpc-status 0; }"""


def backend(setup, case):
    """The command of a backend that answers each request with a file of the case's size.

    The proxies speak HTTP/1.1 with it, HTTP/2 for gRPC, and TLS if the case says so; on setup.port it speaks what the case says, for the load
    without a proxy.
    """
    (setup.folder / "answer").write_bytes(b"x" * case.body_bytes)
    (setup.folder / "yes").write_bytes(YES)
    http = BACKEND.format(
        folder=setup.folder,
        backend=setup.backend,
        protocol=" http2" if case.grpc else " ssl" if case.backend_tls or case.passthrough else "",
        direct=_listen(setup, case),
        answers=CALLS if case.grpc else ANSWERS,
        authorizer=AUTHORIZER.format(folder=setup.folder, port=setup.authorizer) if case.asks_by_grpc else "",
        tls=_tls(setup, case, setup.certificates.backend if case.backend_tls else setup.certificates.edge),
    )
    config = write(setup.folder, "backend.conf", NGINX.format(folder=setup.folder, connections=CONNECTIONS, http=http))
    return ["nginx", "-e", setup.folder / "start.log", "-c", config]


def _listen(setup, case):
    return f"127.0.0.1:{setup.port}{' ssl' if case.tls else ''}{' http2' if case.http2 else ''}"


def _tls(setup, case, shown):
    tls = f"ssl_certificate {shown.certificate}; ssl_certificate_key {shown.key}; ssl_protocols TLSv1.3;"
    if case.client_certificate:
        tls += f" ssl_verify_client on; ssl_client_certificate {setup.certificates.authority.certificate};"
    return tls


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
        if case.stream or case.udp:
            return _command(setup, _stream(setup, case))
        socket = _listen(setup, case)
        servers = [
            f"upstream backend {{ {'hash $cookie_session consistent;' if case.session else ''}"
            f" server 127.0.0.1:{setup.backend}; keepalive 128; keepalive_requests 1000000000; }}",
            _tls(setup, case, setup.certificates.edge),
            "proxy_http_version 1.1; proxy_buffers 16 16k; grpc_set_header Host $host;",
            "proxy_set_header Connection ''; proxy_set_header Host $host;",
            "proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;",
        ]
        if case.backend_tls:
            authority = setup.certificates.authority.certificate
            servers.append(f"proxy_ssl_verify on; proxy_ssl_trusted_certificate {authority};")
            servers.append(f"proxy_ssl_name {BACKEND_NAME}; proxy_ssl_server_name on; proxy_ssl_protocols TLSv1.3;")
        scheme = "https" if case.backend_tls else "http"
        for name, prefixes in hosts(case.routes).items():
            forward = "grpc_pass grpc://backend" if case.grpc else f"proxy_pass {scheme}://backend"
            locations = " ".join(f"location {path}/ {{ {forward}; }}" for path in prefixes)
            servers.append(f"server {{ listen {socket}; server_name {name}; {locations} }}")
        return _command(setup, NGINX.format(folder=setup.folder, connections=CONNECTIONS, http="\n  ".join(servers)))


def _stream(setup, case):
    forward = "ssl_preread on; proxy_pass $chosen;" if case.passthrough else "proxy_pass backend;"
    if case.udp:
        forward += f" proxy_timeout {cases.FLOW_SECONDS}s;"
    return STREAM.format(
        module=f"load_module {STREAM_MODULE};\n" if STREAM_MODULE.exists() else "",
        folder=setup.folder,
        connections=CONNECTIONS,
        port=setup.port,
        backend=setup.backend,
        host=case.host,
        transport=" udp" if case.udp else "",
        forward=forward,
    )


def _command(setup, config):
    return ["nginx", "-e", setup.folder / "start.log", "-c", write(setup.folder, "nginx.conf", config)], {}
