"""HAProxy; a map of prefixes finds the backend, as its manual advises for many."""

import shutil
import subprocess

from cases import host, prefix
from certificates import BACKEND_NAME
from files import write

# It would prefer another one of those that a client offers.
CIPHER = "TLS_AES_128_GCM_SHA256"

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
  {session}
  server one 127.0.0.1:{backend} {upstream}
"""

STREAM = """\
global
  nbthread 1
  maxconn 4096
defaults
  mode tcp
  timeout connect 5s
  timeout client 1h
  timeout server 1h
frontend edge
  bind 127.0.0.1:{port}
  {choice}
backend service
  server one 127.0.0.1:{backend}
"""
BY_SERVER_NAME = """\
tcp-request inspect-delay 5s
  tcp-request content accept if {{ req.ssl_hello_type 1 }}
  use_backend service if {{ req.ssl_sni -i {host} }}"""


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
        if case.stream:
            choice = BY_SERVER_NAME.format(host=case.host) if case.passthrough else "default_backend service"
            config = STREAM.format(port=setup.port, backend=setup.backend, choice=choice)
            return ["haproxy", "-f", write(setup.folder, "haproxy.cfg", config)], {}
        routes = "".join(f"{host(route)}{prefix(route)}/ service\n" for route in range(case.routes))
        write(setup.folder, "routes.map", routes)
        edge, authority = setup.certificates.edge, setup.certificates.authority.certificate
        # HAProxy reads both from one file.
        bundle = write(setup.folder, "bundle.pem", edge.certificate.read_text() + edge.key.read_text())
        protocol = "h2" if case.http2 else "http/1.1"
        tls = f"ssl crt {bundle} alpn {protocol} ssl-min-ver TLSv1.3 ciphersuites {CIPHER}" if case.tls else ""
        if case.client_certificate:
            tls += f" ca-file {authority} verify required"
        upstream = f"ssl verify required ca-file {authority} verifyhost {BACKEND_NAME} sni str({BACKEND_NAME})"
        config = HAPROXY.format(
            folder=setup.folder,
            port=setup.port,
            backend=setup.backend,
            tls=tls or ("proto h2" if case.http2 else ""),
            upstream="cookie one" if case.session else upstream if case.backend_tls else "",
            session="cookie session insert indirect nocache" if case.session else "",
            scheme="https" if case.tls else "http",
        )
        return ["haproxy", "-f", write(setup.folder, "haproxy.cfg", config)], {}
