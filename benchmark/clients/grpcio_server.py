"""A gRPC server whose messages are plain octets: grpcio_server.py PORT.

Give responds with the file that the request names, whole or in parts; Take responds with length and SHA-256 of what it
was sent. The trailer `digest` has the SHA-256 of what went over the wire.
"""

import hashlib
import sys
from concurrent import futures

import grpc

PART = 64 << 10
UNLIMITED = (("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1))


def digest_trailer(context, digest):
    context.set_trailing_metadata((("digest", digest.hexdigest()),))


def give(request, context):
    with open(request, "rb") as opened:
        content = opened.read()
    digest_trailer(context, hashlib.sha256(content))
    return content


def give_parts(request, context):
    digest = hashlib.sha256()
    with open(request, "rb") as opened:
        while part := opened.read(PART):
            digest.update(part)
            yield part
    digest_trailer(context, digest)


def take(request, context):
    return take_parts((request,), context)


def take_parts(requests, context):
    digest, octets = hashlib.sha256(), 0
    for part in requests:
        digest.update(part)
        octets += len(part)
    digest_trailer(context, digest)
    return f"{octets} {digest.hexdigest()}".encode()


def main():
    server = grpc.server(futures.ThreadPoolExecutor(4), options=UNLIMITED)
    methods = {
        "Give": grpc.unary_unary_rpc_method_handler(give),
        "GiveParts": grpc.unary_stream_rpc_method_handler(give_parts),
        "Take": grpc.unary_unary_rpc_method_handler(take),
        "TakeParts": grpc.stream_unary_rpc_method_handler(take_parts),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("transfer.Python", methods),))
    server.add_insecure_port(f"127.0.0.1:{sys.argv[1]}")
    server.start()
    server.wait_for_termination()


main()
