"""What a case adds to a plain request: a token that is verified, a rate limit, another service's permission, spans, and
so on."""

import base64
import hashlib
import json
from functools import cache

from cases import (
    API_KEY,
    BASIC_AUTH,
    CIRCUIT,
    EXTERNAL_AUTH,
    EXTERNAL_AUTH_GRPC,
    IP_ACCESS,
    JWT,
    NO_HISTOGRAMS,
    OIDC_LOGIN,
    RATE_LIMIT,
    REQUEST_SIZE,
    prefix,
)
from provider import Provider, keys, lasts, signed

ISSUER = "https://issuer.example.com"
AUDIENCE = "shop"
# No load reaches it.
LIMIT = 1_000_000
USER, PASSWORD = "alice", "correct horse"
# By bcrypt, with the usual cost of 10.
HASH = "$2a$10$Kzs5ebf1QwiAvQoNaWpR7uSmuWPPy3NxWT/r8d7yEZKIxa21pz7D2"
KEY_HEADER, KEY = "X-API-Key", "kj3D9wqk2mV7cXtR"
# None of them is a client's.
DENIED = [f"10.{block}.0.0/16" for block in range(32)]
HISTOGRAMS = ("sluice.request.duration", "sluice.upstream.duration")

SPRING_FILTER = """\
apiVersion: sluice.dev/v1alpha1
kind: SpringFilter
metadata: {{name: added}}
spec:
  factory: {factory}
  args: {args}
"""
EXTENSION = "    filters: [{type: ExtensionRef, extensionRef: {group: sluice.dev, kind: SpringFilter, name: added}}]\n"
PERMISSION = "    filters: [{{type: ExternalAuth, externalAuth: {{protocol: {protocol}, backendRef: {{name: {service}, port: 80}}{more}}}}}]\n"
AUTHORIZER = """\
apiVersion: v1
kind: Service
metadata: {{name: authorizer}}
spec: {{ports: [{{port: 80, targetPort: {port}, appProtocol: kubernetes.io/h2c}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: authorizer, labels: {{kubernetes.io/service-name: authorizer}}}}
addressType: IPv4
endpoints: [{{addresses: [127.0.0.1]}}]
ports: [{{name: "", port: {port}}}]
"""


def of_sluice(case, setup):
    """The objects that a case adds, and what it adds to each rule; both empty where it adds nothing."""
    if case.protocol == EXTERNAL_AUTH:
        return "", PERMISSION.format(protocol="HTTP", service="service", more=", http: {path: /check}")
    if case.protocol == EXTERNAL_AUTH_GRPC:
        authorizer = AUTHORIZER.format(port=setup.authorizer)
        return authorizer, PERMISSION.format(protocol="GRPC", service="authorizer", more=", grpc: {}")
    factory, args, *objects = _of_sluice(case, setup.certificates)
    if not factory:
        return "", ""
    return "\n---\n".join([*map(json.dumps, objects), _spring_filter(factory, args)]), EXTENSION


def _of_sluice(case, certificates):
    """The factory of a SpringFilter, its arguments, and the objects that they name."""
    if case.protocol == JWT:
        named = _object("ConfigMap", "keys", data={"jwks.json": keys(certificates)})
        args = {"issuer": ISSUER, "audiences": [AUDIENCE], "configMapRef": {"name": "keys"}}
        return "JwtAuth", args, named
    if case.protocol == RATE_LIMIT:
        return "RateLimit", {"requests": LIMIT, "per": "1s", "shared": True}
    if case.protocol == BASIC_AUTH:
        named = _object("Secret", "users", stringData={".htpasswd": f"{USER}:{HASH}"})
        return "BasicAuth", {"secretRef": {"name": "users"}}, named
    if case.protocol == API_KEY:
        return "ApiKeyAuth", {"secretRef": {"name": "keys"}}, _object("Secret", "keys", stringData={USER: KEY})
    if case.protocol == IP_ACCESS:
        return "IpAccess", {"deny": DENIED}
    if case.protocol == CIRCUIT:
        return "CircuitBreaking", {"minimumCalls": 20, "slowCall": "30s"}
    if case.protocol == REQUEST_SIZE:
        return "RequestSize", {"max": "1MB"}
    if case.protocol == OIDC_LOGIN:
        named = _object("Secret", "login", stringData={"client-secret": "of-the-shop"})
        place = Provider.of(certificates).address
        path = f"{prefix(case.asked)}/callback"
        args = {"issuer": place, "clientId": AUDIENCE, "secretRef": {"name": "login"}, "redirectPath": path}
        return "OidcLogin", args, named
    return None, None


def _object(kind, name, **content):
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **content}


def _spring_filter(factory, args):
    return SPRING_FILTER.format(factory=factory, args=json.dumps(args))


def of_envoy(case, certificates):
    """The HTTP filters that a case adds."""
    if case.protocol == BASIC_AUTH:
        # By SHA-1, which is all that it takes.
        digest = base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()
        users = {"inline_string": f"{USER}:{{SHA}}{digest}"}
        return [_envoy("basic_auth", "basic_auth.v3.BasicAuth", users=users)]
    if case.protocol == API_KEY:
        known = {"credentials": [{"key": KEY, "client": USER}], "key_sources": [{"header": KEY_HEADER}]}
        return [_envoy("api_key_auth", "api_key_auth.v3.ApiKeyAuth", **known)]
    if case.protocol == IP_ACCESS:
        ranges = [{"address_prefix": denied.partition("/")[0], "prefix_len": 16} for denied in DENIED]
        policy = {"permissions": [{"any": True}], "principals": [{"remote_ip": each} for each in ranges]}
        return [_envoy("rbac", "rbac.v3.RBAC", rules={"action": "DENY", "policies": {"denied": policy}})]
    if case.protocol == EXTERNAL_AUTH_GRPC:
        service = {"envoy_grpc": {"cluster_name": "authorizer"}, "timeout": "5s"}
        return [_envoy("ext_authz", "ext_authz.v3.ExtAuthz", grpc_service=service, transport_api_version="V3")]
    if case.protocol == JWT:
        provider = {"issuer": ISSUER, "audiences": [AUDIENCE], "local_jwks": {"inline_string": keys(certificates)}}
        # Off by default; Sluice remembers what it has verified, too.
        provider["jwt_cache_config"] = {"jwt_cache_size": 100}
        rule = {"match": {"prefix": "/"}, "requires": {"provider_name": "issuer"}}
        kind = "jwt_authn.v3.JwtAuthentication"
        return [_envoy("jwt_authn", kind, providers={"issuer": provider}, rules=[rule])]
    if case.protocol == RATE_LIMIT:
        share = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
        bucket = {"max_tokens": LIMIT, "tokens_per_fill": LIMIT, "fill_interval": "1s"}
        settings = {"token_bucket": bucket, "filter_enabled": share, "filter_enforced": share}
        return [_envoy("local_ratelimit", "local_ratelimit.v3.LocalRateLimit", stat_prefix="edge", **settings)]
    if case.protocol == EXTERNAL_AUTH:
        server = {"uri": "http://service", "cluster": "service", "timeout": "5s"}
        service = {"server_uri": server, "path_prefix": "/check"}
        return [_envoy("ext_authz", "ext_authz.v3.ExtAuthz", http_service=service)]
    return []


def _envoy(name, kind, **fields):
    full = f"type.googleapis.com/envoy.extensions.filters.http.{kind}"
    return {"name": f"envoy.filters.http.{name}", "typed_config": {"@type": full, **fields}}


def envoys_tracing(case):
    """The tracing of its connection manager, where a case samples; spans go to the backend, by OTLP over HTTP."""
    if case.sampled is None:
        return {}
    kind = "type.googleapis.com/envoy.config.trace.v3.OpenTelemetryConfig"
    place = {"uri": "http://service/v1/traces", "cluster": "service", "timeout": "5s"}
    config = {"@type": kind, "service_name": "edge", "http_service": {"http_uri": place}}
    provider = {"name": "envoy.tracers.opentelemetry", "typed_config": config}
    return {"tracing": {"random_sampling": {"value": case.sampled * 100}, "provider": provider}}


def sluices_arguments(case, backend):
    """Its tracing, likewise; and what it is to leave out."""
    if case.protocol == NO_HISTOGRAMS:
        return [f"--management.metrics.enable.{name}=false" for name in HISTOGRAMS]
    if case.sampled is None:
        return []
    return [
        f"--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:{backend}/v1/traces",
        f"--management.tracing.sampling.probability={case.sampled}",
    ]


def headers(case, certificates):
    """What each request shows."""
    if case.protocol == JWT:
        return [f"authorization: Bearer {_token(certificates)}"]
    if case.protocol == BASIC_AUTH:
        return [f"authorization: Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"]
    if case.protocol == API_KEY:
        return [f"{KEY_HEADER}: {KEY}"]
    return []


@cache
def _token(certificates):
    return signed({"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "exp": lasts()}, certificates)
