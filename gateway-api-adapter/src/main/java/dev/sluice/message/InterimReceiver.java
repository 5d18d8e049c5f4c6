package dev.sluice.message;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** Takes the interim responses that precede a response. Called on the event loop of the request. */
@FunctionalInterface
public interface InterimReceiver {

    /** For clients that cannot be told. */
    InterimReceiver NONE = (status, headers) -> {};

    /**
     * One interim response, such as 103; never 100, which the way in answers for itself, and never 101.
     *
     * @param headers of it alone, hop-by-hop headers gone
     */
    void interim(HttpResponseStatus status, HttpHeaders headers);
}
