"""An OpenID Connect provider that lets everybody in, and what it signs."""

import base64
import http.client
import http.server
import json
import subprocess
import threading
import time
from functools import cache
from urllib.parse import parse_qs, urlsplit

KEY_ID = "benchmark"
SECONDS = 86_400


def lasts():
    """When what is signed now ends."""
    return int(time.time()) + SECONDS


def signed(claims, certificates):
    """A token, signed by ECDSA P-256."""
    header = {"alg": "ES256", "typ": "JWT", "kid": KEY_ID}
    text = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
    command = ["openssl", "dgst", "-sha256", "-sign", certificates.authority.key]
    signature = subprocess.run(command, input=text.encode(), check=True, capture_output=True).stdout
    return f"{text}.{_base64(_two_numbers(signature))}"


def keys(certificates):
    """The keys by which it is verified, as a JWK set."""
    command = ["openssl", "ec", "-in", certificates.authority.key, "-pubout", "-outform", "DER"]
    point = subprocess.run(command, check=True, capture_output=True).stdout[-64:]
    key = {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": KEY_ID}
    return json.dumps({"keys": [{**key, "x": _base64(point[:32]), "y": _base64(point[32:])}]})


class Provider:
    """Ends with this process. A code of it is the nonce that the ID token is to have."""

    def __init__(self, certificates):
        self.certificates = certificates
        handler = type("Handler", (_Handler,), {"provider": self})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    @staticmethod
    @cache
    def of(certificates):
        return Provider(certificates)

    def description(self):
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/login",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
        }

    def tokens(self, client, nonce):
        claims = {"iss": self.address, "aud": client, "sub": "alice", "nonce": nonce}
        claims |= {"iat": int(time.time()), "exp": lasts()}
        id_token = signed(claims, self.certificates)
        return {"access_token": "of-the-shop", "token_type": "Bearer", "expires_in": SECONDS, "id_token": id_token}


class _Handler(http.server.BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self):
        if self.path == "/keys":
            self._answer(keys(self.provider.certificates))
        else:
            self._answer(json.dumps(self.provider.description()))

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        credentials = base64.b64decode(self.headers["Authorization"].partition(" ")[2]).decode()
        self._answer(json.dumps(self.provider.tokens(credentials.partition(":")[0], form["code"][0])))

    def _answer(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        """Not logged."""


def log_in(port, case):
    """The cookie of a session, as a browser gets it."""
    sent, state = _get(port, case, case.path, {"Accept": "text/html"})
    asked = parse_qs(urlsplit(sent).query)
    callback = f"{urlsplit(asked['redirect_uri'][0]).path}?code={asked['nonce'][0]}&state={asked['state'][0]}"
    _, session = _get(port, case, callback, {"Cookie": state, "Accept": "text/html"})
    return session


def _get(port, case, path, headers):
    """Where a redirect leads, and the cookies that it sets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": case.host, **headers})
        response = connection.getresponse()
        if response.status != 302:
            raise OSError(f"{path} is answered {response.status}, not by a redirect")
        cookies = [value.partition(";")[0] for value in response.headers.get_all("Set-Cookie", [])]
        return response.headers["Location"], "; ".join(each for each in cookies if not each.endswith("="))
    finally:
        connection.close()


def _two_numbers(der):
    """A signature as JWTs have it, of 32 octets each, from a sequence of two short integers."""
    first = der[4 : 4 + der[3]]
    second = der[6 + der[3] :]
    return b"".join(number.lstrip(b"\0").rjust(32, b"\0") for number in (first, second))


def _base64(octets):
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
