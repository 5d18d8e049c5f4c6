"""The certificates of a comparison, all with keys of ECDSA P-256, made anew for each."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from files import write

# The name of the backend, which a proxy that speaks TLS with it verifies.
BACKEND_NAME = "backend.example.com"
# So that the extensions are those that are asked for, whatever the machine's openssl.cnf adds.
CONFIG = "[req]\ndistinguished_name = name\n[name]\n"


@dataclass(frozen=True)
class Pair:
    certificate: Path
    key: Path


@dataclass(frozen=True)
class Certificates:
    """What proxies show, and what the authority issued to the client and to the backend."""

    edge: Pair
    authority: Pair
    client: Pair
    backend: Pair


def make(folder):
    write(folder, "openssl.cnf", CONFIG)
    authority = _pair(folder, "authority", "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign")
    edge = _pair(folder, "edge", "subjectAltName=DNS:*.example.com")
    client = _pair(folder, "client", "extendedKeyUsage=clientAuth", issuer=authority)
    backend = _pair(folder, "backend", f"subjectAltName=DNS:{BACKEND_NAME}", issuer=authority)
    # A parent directory of root's must not keep nginx's worker out.
    folder.chmod(0o755)
    return Certificates(edge, authority, client, backend)


def _pair(folder, name, *extensions, issuer=None):
    """Signed by itself without an issuer."""
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-config", folder / "openssl.cnf", "-days", "2", "-subj", f"/CN={name}"]
    command += [word for extension in extensions for word in ("-addext", extension)]
    command += ["-CA", issuer.certificate, "-CAkey", issuer.key] if issuer else []
    subprocess.run([*command, "-out", pair.certificate, "-keyout", pair.key], check=True, capture_output=True)
    return pair
