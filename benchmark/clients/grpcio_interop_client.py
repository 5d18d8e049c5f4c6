"""gRPC's interop cases with grpcio: grpcio_interop_client.py MESSAGES CASE ADDRESS CERTIFICATE BACKEND.

CERTIFICATE is - for clear text; BACKEND is sent as metadata x-backend. Fails where the case does, and says why.
The cases are those of https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md; grpcio's own client for
them is not published as a package.
"""

import queue
import sys

import grpc

from interop_messages import INITIAL, SERVICE, TRAILING, Messages

REQUEST_SIZES = (27182, 8, 1828, 45904)
RESPONSE_SIZES = (31415, 9, 2653, 58979)
LIMIT_SECONDS = 20
ECHOED = ((INITIAL, "test_initial_metadata_value"), (TRAILING, b"\x0a\x0b\x0a\x0b\x0a\x0b"))

file, case, address, certificate, backend = sys.argv[1:]
messages = Messages(file)


class Stub:
    """The methods of the service; each takes the metadata that the gateway chooses the backend by."""

    def __init__(self, channel):
        self._channel = channel

    def unary(self, name, request, response, service=SERVICE, more=()):
        call = self._method(self._channel.unary_unary, service, name, response)
        return call.with_call(request, metadata=self._metadata(more), timeout=LIMIT_SECONDS)

    def output(self, request):
        call = self._method(
            self._channel.unary_stream, SERVICE, "StreamingOutputCall", messages.StreamingOutputCallResponse
        )
        return call(request, metadata=self._metadata(), timeout=LIMIT_SECONDS)

    def input(self, requests):
        call = self._method(
            self._channel.stream_unary, SERVICE, "StreamingInputCall", messages.StreamingInputCallResponse
        )
        return call.future(requests, metadata=self._metadata(), timeout=LIMIT_SECONDS)

    def duplex(self, requests, more=(), timeout=LIMIT_SECONDS):
        call = self._method(
            self._channel.stream_stream, SERVICE, "FullDuplexCall", messages.StreamingOutputCallResponse
        )
        return call(requests, metadata=self._metadata(more), timeout=timeout)

    def _method(self, kind, service, name, response):
        return kind(
            f"/{service}/{name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=response.FromString,
        )

    def _metadata(self, more=()):
        return (("x-backend", backend), *more)


class Sender:
    """Messages that are sent one by one, and then the end."""

    def __init__(self):
        self._messages = queue.Queue()

    def sent(self):
        return iter(self._messages.get, None)

    def send(self, message):
        self._messages.put(message)

    def close(self):
        self._messages.put(None)


def payload(size):
    return messages.Payload(body=bytes(size))


def output_request(*sizes, request_size=0):
    parameters = [messages.ResponseParameters(size=size) for size in sizes]
    return messages.StreamingOutputCallRequest(response_parameters=parameters, payload=payload(request_size))


def equal(seen, expected):
    if seen != expected:
        raise AssertionError(f"{seen!r} instead of {expected!r}")


def ends_with(code, call, details=None):
    """Reads a call, which must end with this status and without a message."""
    try:
        seen = call()
    except grpc.RpcError as error:
        equal(error.code(), code)
        if details is not None:
            equal(error.details(), details)
    except grpc.FutureCancelledError:
        equal(grpc.StatusCode.CANCELLED, code)
    else:
        raise AssertionError(f"{seen!r} instead of {code}")


def empty_unary(stub):
    response, _ = stub.unary("EmptyCall", messages.Empty(), messages.Empty)
    equal(response, messages.Empty())


def large_unary(stub):
    request = messages.SimpleRequest(response_size=314159, payload=payload(271828))
    response, _ = stub.unary("UnaryCall", request, messages.SimpleResponse)
    equal(len(response.payload.body), 314159)


def client_streaming(stub):
    call = stub.input(messages.StreamingInputCallRequest(payload=payload(size)) for size in REQUEST_SIZES)
    equal(call.result().aggregated_payload_size, sum(REQUEST_SIZES))
    equal(call.code(), grpc.StatusCode.OK)


def server_streaming(stub):
    call = stub.output(output_request(*RESPONSE_SIZES))
    equal(tuple(len(response.payload.body) for response in call), RESPONSE_SIZES)
    equal(call.code(), grpc.StatusCode.OK)


def ping_pong(stub):
    sender = Sender()
    call = stub.duplex(sender.sent())
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        sender.send(output_request(response_size, request_size=request_size))
        equal(len(next(call).payload.body), response_size)
    sender.close()
    equal(list(call), [])
    equal(call.code(), grpc.StatusCode.OK)


def empty_stream(stub):
    call = stub.duplex(iter(()))
    equal(list(call), [])
    equal(call.code(), grpc.StatusCode.OK)


def timeout_on_sleeping_server(stub):
    sender = Sender()
    sender.send(messages.StreamingOutputCallRequest(payload=payload(27182)))
    call = stub.duplex(sender.sent(), timeout=0.001)
    ends_with(grpc.StatusCode.DEADLINE_EXCEEDED, lambda: next(call))
    sender.close()


def cancel_after_begin(stub):
    sender = Sender()
    call = stub.input(sender.sent())
    call.cancel()
    ends_with(grpc.StatusCode.CANCELLED, call.result)
    equal(call.code(), grpc.StatusCode.CANCELLED)
    sender.close()


def cancel_after_first_response(stub):
    sender = Sender()
    call = stub.duplex(sender.sent())
    sender.send(output_request(31415, request_size=27182))
    equal(len(next(call).payload.body), 31415)
    call.cancel()
    ends_with(grpc.StatusCode.CANCELLED, lambda: next(call))
    sender.close()


def status_code_and_message(stub):
    told = messages.EchoStatus(code=2, message="test status message")
    request = messages.SimpleRequest(response_status=told)
    call = lambda: stub.unary("UnaryCall", request, messages.SimpleResponse)
    ends_with(grpc.StatusCode.UNKNOWN, call, told.message)
    requests = [messages.StreamingOutputCallRequest(response_status=told)]
    ends_with(grpc.StatusCode.UNKNOWN, lambda: list(stub.duplex(iter(requests))), told.message)


def special_status_message(stub):
    message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n"
    request = messages.SimpleRequest(response_status=messages.EchoStatus(code=2, message=message))
    ends_with(grpc.StatusCode.UNKNOWN, lambda: stub.unary("UnaryCall", request, messages.SimpleResponse), message)


def custom_metadata(stub):
    request = messages.SimpleRequest(response_size=1, payload=payload(1))
    _, call = stub.unary("UnaryCall", request, messages.SimpleResponse, more=ECHOED)
    echoed(call)
    call = stub.duplex(iter([output_request(1, request_size=1)]), more=ECHOED)
    equal(len(list(call)), 1)
    echoed(call)


def echoed(call):
    equal(dict(call.initial_metadata()).get(INITIAL), ECHOED[0][1])
    equal(dict(call.trailing_metadata()).get(TRAILING), ECHOED[1][1])


def unimplemented_method(stub):
    call = lambda: stub.unary("UnimplementedCall", messages.Empty(), messages.Empty)
    ends_with(grpc.StatusCode.UNIMPLEMENTED, call)


def unimplemented_service(stub):
    service = "grpc.testing.UnimplementedService"
    call = lambda: stub.unary("UnimplementedCall", messages.Empty(), messages.Empty, service)
    ends_with(grpc.StatusCode.UNIMPLEMENTED, call)


def open_channel():
    options = (("grpc.ssl_target_name_override", "example.com"), ("grpc.enable_http_proxy", 0))
    if certificate == "-":
        return grpc.insecure_channel(address, options=options[1:])
    with open(certificate, "rb") as opened:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(opened.read()), options=options)


with open_channel() as opened_channel:
    globals()[case](Stub(opened_channel))
