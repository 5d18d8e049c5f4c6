"""What a case adds to a plain request: a token that is verified, a rate limit, another service's permission, spans."""

import base64
import json
import subprocess
import time
from functools import cache

from cases import EXTERNAL_AUTH, JWT, RATE_LIMIT

ISSUER = "https://issuer.example.com"
AUDIENCE = "shop"
KEY_ID = "benchmark"
# No load reaches it.
LIMIT = 1_000_000

SPRING_FILTER = """\
apiVersion: sluice.dev/v1alpha1
kind: SpringFilter
metadata: {{name: added}}
spec:
  factory: {factory}
  args: {args}
"""
EXTENSION = "    filters: [{type: ExtensionRef, extensionRef: {group: sluice.dev, kind: SpringFilter, name: added}}]\n"
PERMISSION = "    filters: [{type: ExternalAuth, externalAuth: {protocol: HTTP, backendRef: {name: service, port: 80}, http: {path: /check}}}]\n"


def of_sluice(case, certificates):
    """The objects that a case adds, and what it adds to each rule; both empty where it adds nothing."""
    if case.protocol == JWT:
        keys = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "keys"}, "data": {"jwks.json": _keys(certificates)}}
        args = {"issuer": ISSUER, "audiences": [AUDIENCE], "configMapRef": {"name": "keys"}}
        return f"{json.dumps(keys)}\n---\n{_spring_filter('JwtAuth', args)}", EXTENSION
    if case.protocol == RATE_LIMIT:
        return _spring_filter("RateLimit", {"requests": LIMIT, "per": "1s", "shared": True}), EXTENSION
    if case.protocol == EXTERNAL_AUTH:
        return "", PERMISSION
    return "", ""


def _spring_filter(factory, args):
    return SPRING_FILTER.format(factory=factory, args=json.dumps(args))


def of_envoy(case, certificates):
    """The HTTP filters that a case adds."""
    if case.protocol == JWT:
        provider = {"issuer": ISSUER, "audiences": [AUDIENCE], "local_jwks": {"inline_string": _keys(certificates)}}
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


def sluices_tracing(case, backend):
    """The arguments that do the same for Sluice."""
    if case.sampled is None:
        return []
    return [
        f"--management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:{backend}/v1/traces",
        f"--management.tracing.sampling.probability={case.sampled}",
    ]


@cache
def token(certificates):
    """A token that each request shows, signed by ECDSA P-256."""
    header = {"alg": "ES256", "typ": "JWT", "kid": KEY_ID}
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "somebody", "exp": int(time.time()) + 86_400}
    signed = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
    command = ["openssl", "dgst", "-sha256", "-sign", certificates.authority.key]
    signature = subprocess.run(command, input=signed.encode(), check=True, capture_output=True).stdout
    return f"{signed}.{_base64(_two_numbers(signature))}"


def _keys(certificates):
    command = ["openssl", "ec", "-in", certificates.authority.key, "-pubout", "-outform", "DER"]
    point = subprocess.run(command, check=True, capture_output=True).stdout[-64:]
    key = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID}
    return json.dumps({"keys": [{**key, "x": _base64(point[:32]), "y": _base64(point[32:])}]})


def _two_numbers(der):
    """A signature as JWTs have it, of 32 octets each, from a sequence of two short integers."""
    first = der[4 : 4 + der[3]]
    second = der[6 + der[3] :]
    return b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in (first, second))


def _base64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
