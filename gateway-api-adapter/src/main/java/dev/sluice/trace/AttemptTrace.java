package dev.sluice.trace;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a sampled request to reach a backend. An attempt whose response is the request's own lasts as long as
 * the request.
 */
public interface AttemptTrace {

    /**
     * The request has a connection, and is written to it.
     *
     * @param kept whether the connection had requests before
     */
    void connected(boolean kept);

    /**
     * The endpoint answered.
     *
     * @param headers of the response; not changed
     */
    void received(Endpoint endpoint, int status, HttpHeaders headers);

    /**
     * A gRPC call of our own ended. That of a client is known with its request.
     *
     * @param status of its response
     */
    void grpcEnded(GrpcStatus status);

    /**
     * There is no response.
     *
     * @param endpoint that was tried; null where there was none to try
     * @param reason the word of the access log
     */
    void failed(@Nullable Endpoint endpoint, String reason);

    /** Ends the attempt, whose response is not the request's. */
    void superseded();
}
