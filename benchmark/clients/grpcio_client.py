"""Downloads or uploads by grpcio and prints the octets and their SHA-256, as the receiver saw them.

grpcio_client.py download|upload unary|stream ADDRESS CERTIFICATE FILE BUFFER REST: CERTIFICATE is - for clear text.
"""

import hashlib
import sys
import time

import grpc

MEBI = 1 << 20
direction, kind, address, certificate, file, buffer, rest = sys.argv[1:]
buffer, rest = int(buffer), int(rest) / 1000
OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    ("grpc.ssl_target_name_override", "example.com"),
    ("grpc.http2.lookahead_bytes", buffer),
    ("grpc.enable_http_proxy", 0),
)


def parts_of(path):
    octets = 0
    with open(path, "rb") as opened:
        while part := opened.read(buffer):
            yield part
            octets += len(part)
            if octets % MEBI < buffer:
                time.sleep(rest)


def received(parts):
    """What `Backend.java` would say of them."""
    digest, octets = hashlib.sha256(), 0
    for part in parts:
        digest.update(part)
        octets += len(part)
        if octets % MEBI < len(part):
            time.sleep(rest)
    return f"{octets} {digest.hexdigest()}"


def transfer(channel):
    """The line to print, and the call, which has the trailers."""
    service = "/transfer.Python"
    if direction == "download" and kind == "unary":
        content, call = channel.unary_unary(f"{service}/Give").with_call(file.encode(), timeout=120)
        return received([content]), call
    if direction == "download":
        call = channel.unary_stream(f"{service}/GiveParts")(file.encode(), timeout=120)
        return received(call), call
    if kind == "unary":
        with open(file, "rb") as opened:
            line, call = channel.unary_unary(f"{service}/Take").with_call(opened.read(), timeout=120)
    else:
        line, call = channel.stream_unary(f"{service}/TakeParts").with_call(parts_of(file), timeout=120)
    return line.decode(), call


def open_channel():
    if certificate == "-":
        return grpc.insecure_channel(address, options=OPTIONS)
    with open(certificate, "rb") as opened:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(opened.read()), options=OPTIONS)


with open_channel() as opened_channel:
    told, finished = transfer(opened_channel)
    trailers = dict(finished.trailing_metadata())
    assert finished.code() == grpc.StatusCode.OK, finished.code()
    assert trailers.get("digest") == told.split()[1], f"the trailers are {trailers}"
    print(told)
