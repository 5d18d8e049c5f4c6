package dev.sluice.authorize;

import dev.sluice.message.ResponseBody;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/** What became of a check. */
public sealed interface Verdict {

    /** The request may be forwarded, changed as the authorizer wants it. */
    record Allowed(Permit permit) implements Verdict {}

    /**
     * The client gets this in place of a backend's response.
     *
     * @param status 300 or more
     * @param headers of this response only, hop-by-hop headers gone
     * @param body used or discarded exactly once
     */
    record Denied(HttpResponseStatus status, HttpHeaders headers, ResponseBody body) implements Verdict {}

    /** Nobody decided: the authorizer was not reached in time, or what it said cannot be understood. */
    record Failed() implements Verdict {}
}
