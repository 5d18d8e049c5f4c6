package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.PortId;
import dev.sluice.trace.AttemptTrace;
import dev.sluice.trace.OutboundRequest;
import dev.sluice.trace.Recording;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecordingsTest {

    private static final BackendId CART = new BackendId("shop", "cart", 8080);

    private final Recordings recordings = new Recordings();

    private RequestRecord request(String id, Recordings asked) {
        var record = new RequestRecord(
                new RequestRecord.Head("GET", "/a?token=x", "HTTP/1.1", "a", null, id, null, null, null), port(), null);
        record.recordedBy(asked.begin(id));
        return record;
    }

    private static PortId port() {
        return new PortId("default", "edge", 80);
    }

    @Nested
    class ARequest {

        @Test
        void thatNobodyAskedForIsNotRecorded() {
            recordings.ask("other");

            assertThat(request("one", recordings).recording()).isNull();
            assertThat(request("one", recordings).forwardingTrace()).isNull();
        }

        @Test
        void isGivenOnceWithItsAttemptsAndThenForgotten() {
            assertThat(recordings.ask("one")).isEqualTo(new Recordings.Answer(false, null));
            RequestRecord record = request("one", recordings);
            var trace = Objects.requireNonNull(record.forwardingTrace());
            trace.writeTo(new DefaultHttpHeaders());
            attempt(record, 0).failed(null, "upstream_connect");
            attempt(record, 1).superseded();
            attempt(record, 2).received(new Endpoint("10.0.0.1", 80), 200, EmptyHttpHeaders.INSTANCE);
            record.ended(200);
            assertThat(recordings.ask("one").finished()).isFalse();

            recordings.finished(record);

            Recordings.Answer answer = recordings.ask("one");
            assertThat(answer.finished()).isTrue();
            RecordedRequest recorded = Objects.requireNonNull(answer.request());
            assertThat(recorded.toString()).doesNotContain("token");
            assertThat(recorded.attempts())
                    .extracting(Recording.Attempt::endpoint)
                    .containsExactly(null, null, "10.0.0.1:80");
            assertThat(recorded.attempts())
                    .extracting(Recording.Attempt::reason)
                    .containsExactly("upstream_connect", null, null);
            assertThat(recordings.ask("one").finished()).isFalse();
        }

        @Test
        void isTheFirstOfItsId() {
            recordings.ask("one");

            assertThat(request("one", recordings).recording()).isNotNull();
            assertThat(request("one", recordings).recording()).isNull();
        }

        @Test
        void hasThirtyTwoAttemptsAtMost() {
            recordings.ask("one");
            RequestRecord record = request("one", recordings);
            for (int i = 0; i < 32; i++) {
                attempt(record, i).received(new Endpoint("10.0.0.1", 80), 503, EmptyHttpHeaders.INSTANCE);
            }

            assertThat(Objects.requireNonNull(record.forwardingTrace()).attempt(new DefaultHttpHeaders(), sent(32)))
                    .isNull();
            assertThat(Objects.requireNonNull(record.recording()).attempts()).hasSize(32);
        }

        private static AttemptTrace attempt(RequestRecord record, int resends) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(record.forwardingTrace()).attempt(new DefaultHttpHeaders(), sent(resends)));
        }

        private static OutboundRequest sent(int resends) {
            return new OutboundRequest(HttpMethod.GET, "http", "/", CART, resends);
        }
    }

    @Nested
    class AnId {

        @Test
        void isOneOfEightAtMost() {
            for (int i = 0; i < Recordings.MOST; i++) {
                recordings.ask("id" + i);
            }

            assertThatThrownBy(() -> recordings.ask("more")).isInstanceOf(IllegalStateException.class);
            assertThat(recordings.ask("id0").finished()).isFalse();
        }

        @Test
        void isNotEmptyAndNotLong() {
            assertThatThrownBy(() -> recordings.ask("")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> recordings.ask("a".repeat(129))).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void isForgottenAfterAWhile() {
            var quick = new Recordings(Duration.ofMillis(1));
            quick.ask("one");
            for (int i = 0; i < Recordings.MOST; i++) {
                int number = i;
                await().untilAsserted(() -> assertThat(quick.ask("id" + number)).isNotNull());
            }

            await().untilAsserted(() -> {
                assertThat(quick.begin("other")).isNull();
                assertThat(quick.begin("one")).isNull();
            });
        }
    }
}
