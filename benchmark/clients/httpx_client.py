"""Downloads or uploads by httpx over HTTP/2 and prints the octets and their SHA-256, as the receiver saw them.

httpx_client.py download|upload URL FILE BUFFER REST: with a rest of so many milliseconds after each MiB.
"""

import hashlib
import sys
import time

import httpx

MEBI = 1 << 20
direction, url, file, buffer, rest = sys.argv[1:]
buffer, rest = int(buffer), int(rest) / 1000


def rested(parts):
    """The same parts, with rests."""
    octets = 0
    for part in parts:
        if (octets + len(part)) // MEBI > octets // MEBI:
            time.sleep(rest)
        octets += len(part)
        yield part


def parts_of(path):
    with open(path, "rb") as opened:
        while part := opened.read(buffer):
            yield part


with httpx.Client(http1=False, http2=True, verify=False, trust_env=False, timeout=60) as client:
    if direction == "upload":
        response = client.post(url, content=rested(parts_of(file)))
        response.raise_for_status()
        print(response.text)
    else:
        digest, octets = hashlib.sha256(), 0
        with client.stream("GET", url) as response:
            response.raise_for_status()
            for part in rested(response.iter_raw(buffer)):
                digest.update(part)
                octets += len(part)
        print(octets, digest.hexdigest())
    assert response.http_version == "HTTP/2", response.http_version
