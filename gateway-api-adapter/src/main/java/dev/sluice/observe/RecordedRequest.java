package dev.sluice.observe;

import dev.sluice.trace.Recording;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request that an operator asked for. Has nothing that a client or a backend sent but the server
 * name.
 *
 * @param gateway {@code namespace/name}
 * @param listener empty where none serves the request's host
 * @param route such as {@code HTTPRoute shop/cart}; empty where no rule took the request
 * @param rule place in the route's list, from 0; -1 where no rule took the request
 * @param protocol such as {@code HTTP/1.1}
 * @param serverName of the TLS handshake; null for none
 * @param status of the response; 0 where none was sent
 * @param reason why the gateway answered itself, the word of the access log; null where a backend did
 * @param backend that answered, with its endpoint; null where the gateway answered itself
 * @param bytesReceived of the request's body
 * @param bytesSent of the response's body
 * @param micros from the head of the request to the end of the response
 * @param placedMicros from the head of the request until its rule was known, or only a Listener; -1 where neither was
 * @param traceId null where requests are not traced
 * @param checks requests to authorizers, in order
 * @param attempts to reach a backend, in order
 */
public record RecordedRequest(
        String gateway,
        String listener,
        String route,
        int rule,
        String protocol,
        @Nullable String serverName,
        int status,
        @Nullable String reason,
        @Nullable String backend,
        long bytesReceived,
        long bytesSent,
        long micros,
        long placedMicros,
        @Nullable String traceId,
        List<Recording.Attempt> checks,
        List<Recording.Attempt> attempts) {

    static RecordedRequest of(RequestRecord request, Recording recording) {
        RuleLabels place = request.labels();
        var trace = request.trace();
        return new RecordedRequest(
                place.gateway(),
                place.listener(),
                place.route(),
                place.rule(),
                request.head().protocol(),
                request.head().serverName(),
                request.status(),
                request.reason(),
                request.backend(),
                request.bytesReceived(),
                request.bytesSent(),
                TimeUnit.NANOSECONDS.toMicros(request.nanos()),
                recording.placedMicros(),
                trace == null ? null : trace.traceId(),
                recording.checks(),
                recording.attempts());
    }
}
