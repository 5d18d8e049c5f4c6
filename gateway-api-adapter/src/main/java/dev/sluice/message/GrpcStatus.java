package dev.sluice.message;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.AsciiString;

/** How a gRPC call ended, in the order of the codes. Source: gRPC, "Status codes and their use". */
public enum GrpcStatus {
    OK(0),
    CANCELLED(1),
    UNKNOWN(2),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    FAILED_PRECONDITION(9),
    ABORTED(10),
    OUT_OF_RANGE(11),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    DATA_LOSS(15),
    UNAUTHENTICATED(16);

    /** The field that carries it, a header or a trailer. */
    public static final AsciiString HEADER = AsciiString.cached("grpc-status");

    /** The field that says more, for a person. */
    public static final AsciiString MESSAGE = AsciiString.cached("grpc-message");

    private static final GrpcStatus[] ALL = values();

    private final int code;

    GrpcStatus(int code) {
        this.code = code;
    }

    /** As {@link #HEADER} has it, 0-16. */
    public int code() {
        return code;
    }

    /**
     * The status that a field names.
     *
     * @param value of {@link #HEADER}; anything but a number from 0 to 16 is {@link #UNKNOWN}
     */
    public static GrpcStatus of(String value) {
        int code = 0;
        for (int i = 0; i < value.length(); i++) {
            int digit = value.charAt(i) - '0';
            if (digit < 0 || digit > 9 || code > ALL.length) {
                return UNKNOWN;
            }
            code = code * 10 + digit;
        }
        return value.isEmpty() || code >= ALL.length ? UNKNOWN : ALL[code];
    }

    /**
     * What a client takes an HTTP response for that is none of gRPC. Source: "HTTP to gRPC Status Code Mapping".
     *
     * @param httpStatus such as 404
     */
    public static GrpcStatus ofHttp(int httpStatus) {
        return switch (httpStatus) {
            case 400 -> INTERNAL;
            case 401 -> UNAUTHENTICATED;
            case 403 -> PERMISSION_DENIED;
            case 404 -> UNIMPLEMENTED;
            case 429, 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }

    /** The status of HTTP that says the same; 499 for a call that was cancelled. Source: google/rpc/code.proto. */
    public int http() {
        return switch (this) {
            case OK -> 200;
            case CANCELLED -> 499;
            case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ALREADY_EXISTS, ABORTED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
            case UNIMPLEMENTED -> 501;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }

    /**
     * What a client takes a stream for that was reset. Source: gRPC over HTTP/2, "Errors".
     *
     * @param code error code of the RST_STREAM frame
     */
    public static GrpcStatus ofReset(long code) {
        Http2Error error = Http2Error.valueOf(code);
        return switch (error == null ? Http2Error.INTERNAL_ERROR : error) {
            case REFUSED_STREAM -> UNAVAILABLE;
            case CANCEL -> CANCELLED;
            case ENHANCE_YOUR_CALM -> RESOURCE_EXHAUSTED;
            case INADEQUATE_SECURITY -> PERMISSION_DENIED;
            default -> INTERNAL;
        };
    }
}
