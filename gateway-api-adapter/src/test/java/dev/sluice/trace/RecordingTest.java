package dev.sluice.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.message.GrpcStatus;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingTest {

    private static final BackendId CART = new BackendId("shop", "cart", 8080);
    private static final OutboundRequest SENT = new OutboundRequest(HttpMethod.GET, "http", "/", CART, 0);
    private static final Endpoint POD = new Endpoint("10.0.0.1", 80);

    private final List<String> noted = new ArrayList<>();

    @Test
    void theTraceOfARecordedRequestIsNotifiedAsWithoutTheRecording() {
        var recording = new Recording();
        ForwardingTrace trace = recording.around(new Noting());
        var headers = new DefaultHttpHeaders();

        trace.writeTo(headers);
        attempt(trace, headers).failed(POD, "upstream_reset");
        attempt(trace, headers).superseded();
        AttemptTrace last = attempt(trace, headers);
        last.connected(true);
        last.received(POD, 200, headers);

        assertThat(headers.get("traceparent")).isEqualTo("here");
        assertThat(noted).containsExactly("failed upstream_reset", "superseded", "connected kept", "received 200");
        assertThat(recording.attempts())
                .extracting(Recording.Attempt::status, Recording.Attempt::reason)
                .containsExactly(tuple(0, "upstream_reset"), tuple(0, null), tuple(200, null));
    }

    /** A request to an authorizer is no attempt at a backend. */
    @Test
    void whatIsAskedForARequestIsRecordedApartFromItsAttempts() {
        var recording = new Recording();
        AttemptTrace asked =
                Objects.requireNonNull(recording.around(new Noting()).ask(new DefaultHttpHeaders(), SENT));

        asked.received(POD, 403, new DefaultHttpHeaders());
        assertThat(noted).containsExactly("asks shop/cart:8080", "received 403");
        assertThat(recording.attempts()).isEmpty();
        assertThat(recording.checks())
                .extracting(Recording.Attempt::endpoint, Recording.Attempt::status)
                .containsExactly(tuple(POD.toString(), 403));
    }

    @Test
    void anAttemptHasTheConnectionThatItWasWrittenTo() {
        var recording = new Recording();
        ForwardingTrace trace = recording.around(null);
        var headers = new DefaultHttpHeaders();

        attempt(trace, headers).failed(POD, "upstream_connect");
        attempt(trace, headers).connected(false);
        attempt(trace, headers).connected(true);

        assertThat(recording.attempts())
                .extracting(attempt -> attempt.connection() == null
                        ? null
                        : attempt.connection().source())
                .containsExactly(null, Recording.Source.OPENED, Recording.Source.KEPT);
    }

    @Test
    void theTimeOfTheRuleIsThatOfTheLastPlace() {
        var recording = new Recording();
        assertThat(recording.placedMicros()).isEqualTo(-1);

        recording.placed();
        long listener = recording.placedMicros();
        recording.placed();
        assertThat(recording.placedMicros()).isGreaterThanOrEqualTo(listener).isNotNegative();
    }

    @Test
    void endOfACallIsNotified() {
        attempt(new Recording().around(new Noting()), new DefaultHttpHeaders()).grpcEnded(GrpcStatus.OK);

        assertThat(noted).containsExactly("ended OK");
    }

    private static AttemptTrace attempt(ForwardingTrace trace, HttpHeaders headers) {
        return Objects.requireNonNull(trace.attempt(headers, SENT));
    }

    private final class Noting implements ForwardingTrace, AttemptTrace {

        @Override
        public void writeTo(HttpHeaders headers) {
            headers.set("traceparent", "here");
        }

        @Override
        public AttemptTrace attempt(HttpHeaders headers, OutboundRequest request) {
            return this;
        }

        @Override
        public AttemptTrace ask(HttpHeaders headers, OutboundRequest request) {
            noted.add("asks " + request.backend());
            return this;
        }

        @Override
        public void grpcEnded(GrpcStatus status) {
            noted.add("ended " + status);
        }

        @Override
        public void connected(boolean kept) {
            noted.add(kept ? "connected kept" : "connected");
        }

        @Override
        public void received(Endpoint endpoint, int status, HttpHeaders headers) {
            noted.add("received " + status);
        }

        @Override
        public void failed(@Nullable Endpoint endpoint, String reason) {
            noted.add("failed " + reason);
        }

        @Override
        public void superseded() {
            noted.add("superseded");
        }
    }
}
