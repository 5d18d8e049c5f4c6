"""The server of gRPC's interop cases in grpcio: grpcio_interop_server.py MESSAGES PORT [CERTIFICATE KEY]."""

import sys
import time
from concurrent import futures

import grpc

from interop_messages import INITIAL, SERVICE, TRAILING, Messages

messages = Messages(sys.argv[1])
port, files = sys.argv[2], sys.argv[3:]


def echo_metadata(context):
    sent = dict(context.invocation_metadata())
    if INITIAL in sent:
        context.send_initial_metadata(((INITIAL, sent[INITIAL]),))
    if TRAILING in sent:
        context.set_trailing_metadata(((TRAILING, sent[TRAILING]),))


def echo_status(request, context):
    """Ends the call where the request wants that."""
    if request.response_status.code:
        codes = {code.value[0]: code for code in grpc.StatusCode}
        context.abort(codes[request.response_status.code], request.response_status.message)


def payload(size):
    return messages.Payload(body=bytes(size))


def empty_call(_, context):
    echo_metadata(context)
    return messages.Empty()


def unary_call(request, context):
    echo_metadata(context)
    echo_status(request, context)
    return messages.SimpleResponse(payload=payload(request.response_size))


def streaming_output_call(request, context):
    echo_status(request, context)
    for parameters in request.response_parameters:
        time.sleep(parameters.interval_us / 1e6)
        yield messages.StreamingOutputCallResponse(payload=payload(parameters.size))


def streaming_input_call(requests, context):
    echo_metadata(context)
    size = sum(len(request.payload.body) for request in requests)
    return messages.StreamingInputCallResponse(aggregated_payload_size=size)


def full_duplex_call(requests, context):
    echo_metadata(context)
    for request in requests:
        yield from streaming_output_call(request, context)


def method(kind, function, request):
    serialize = lambda message: message.SerializeToString()
    return kind(function, request_deserializer=request.FromString, response_serializer=serialize)


methods = {
    "EmptyCall": method(grpc.unary_unary_rpc_method_handler, empty_call, messages.Empty),
    "UnaryCall": method(grpc.unary_unary_rpc_method_handler, unary_call, messages.SimpleRequest),
    "StreamingOutputCall": method(
        grpc.unary_stream_rpc_method_handler, streaming_output_call, messages.StreamingOutputCallRequest
    ),
    "StreamingInputCall": method(
        grpc.stream_unary_rpc_method_handler, streaming_input_call, messages.StreamingInputCallRequest
    ),
    "FullDuplexCall": method(
        grpc.stream_stream_rpc_method_handler, full_duplex_call, messages.StreamingOutputCallRequest
    ),
}
server = grpc.server(futures.ThreadPoolExecutor(8))
server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, methods),))
if files:
    certificate, key = (open(file, "rb").read() for file in files)
    server.add_secure_port(f"127.0.0.1:{port}", grpc.ssl_server_credentials(((key, certificate),)))
else:
    server.add_insecure_port(f"127.0.0.1:{port}")
server.start()
server.wait_for_termination()
