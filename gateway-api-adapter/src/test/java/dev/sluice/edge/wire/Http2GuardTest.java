package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What an HTTP/2 connection does with its frames, and with its time. */
class Http2GuardTest {

    private static final Duration PERIOD = Duration.ofNanos(GuardedConnection.TIMEOUTS.period());
    private static final Duration HEAD = GuardedConnection.TIMEOUTS.head();
    private static final Duration BODY = GuardedConnection.TIMEOUTS.body();
    private static final Duration WRITE = GuardedConnection.TIMEOUTS.write();
    private static final Duration IDLE = GuardedConnection.TIMEOUTS.idle();
    private static final Duration AGE = GuardedConnection.TIMEOUTS.age();

    private final GuardedFrames connection = new GuardedFrames();

    @AfterEach
    void end() {
        connection.close();
    }

    private void assertTranscript(String... entries) {
        assertThat(connection.transcript()).containsExactly(entries);
    }

    @Nested
    class APreface {

        @Test
        void mayComeOctetByOctet() {
            ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
            while (preface.isReadable()) {
                connection.octets(preface.readRetainedSlice(1));
            }
            preface.release();
            connection.frame(Http2FrameTypes.SETTINGS, new Http2Flags(), 0).request(1, true);
            assertTranscript("> /1", "> end /1", "< 200 /1", "< HEADERS 1");
        }

        @Test
        void thatIsNoneEndsAConnectionThatAgreedOnHttp2() {
            try (GuardedFrames agreed = GuardedFrames.byAlpn()) {
                agreed.octets(Unpooled.copiedBuffer("PRI * HTTP/1.1\r\n", StandardCharsets.US_ASCII));
                assertThat(agreed.transcript()).startsWith("< GOAWAY 1", "closed");
                assertThat(agreed.isOpen()).isFalse();
            }
        }

        @Test
        void isNotNeededForHttp2ToBeAgreedOn() {
            try (GuardedFrames agreed = GuardedFrames.byAlpn()) {
                agreed.begin().request(1, true);
                assertThat(agreed.transcript()).containsExactly("> /1", "> end /1", "< 200 /1", "< HEADERS 1");
            }
        }

        @Test
        void thatDoesNotComeIsNotWaitedFor() {
            connection.octets(Unpooled.copiedBuffer("PRI ", StandardCharsets.US_ASCII));
            connection.pass(HEAD.minus(PERIOD));
            assertThat(connection.isOpen()).isTrue();
            connection.pass(PERIOD.multipliedBy(2));
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Nested
    class AFlood {

        @Test
        void ofPingIsAnsweredAsOftenAsTheBudgetSays() {
            connection.begin();
            // SETTINGS has cost four.
            for (int i = 0; i < 1_000; i++) {
                connection.ping();
            }
            assertThat(connection.count("< PING")).isEqualTo(196);
            assertThat(connection.transcript()).endsWith("< GOAWAY 11", "closed");
        }

        @Test
        void ofDataThatIsOnlyPaddingIsCutOff() {
            connection.begin().request(1, false);
            for (int i = 0; i < 1_000; i++) {
                connection.frame(Http2FrameTypes.DATA, new Http2Flags().paddingPresent(true), 1, new byte[] {1, 0});
            }
            assertThat(connection.transcript()).containsSubsequence("< GOAWAY 11", "closed");
        }

        @Test
        void isNotDataWithPaddingAndSomethingElse() {
            connection.begin().request(1, false);
            for (int i = 0; i < 1_000; i++) {
                connection.frame(Http2FrameTypes.DATA, new Http2Flags().paddingPresent(true), 1, new byte[] {1, 9, 0});
            }
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void ofMalformedRequestsIsAnsweredWithAsManyResets() {
            connection.begin();
            // Each costs four, of 196.
            for (int i = 0; i < 1_000; i++) {
                connection.headers(2 * i + 1, true, true, ":method", "GET");
            }
            assertThat(connection.transcript()).doesNotContain("> null");
            assertThat(connection.transcript().stream().filter(e -> e.startsWith("< RST_STREAM")))
                    .hasSize(49);
            assertThat(connection.transcript()).endsWith("< GOAWAY 11", "closed");
        }
    }

    @Nested
    class ARequest {

        @Test
        void thatIsMalformedIsSeenByNobody() {
            connection
                    .begin()
                    .headers(1, true, true, ":method", "GET", ":path", "/1")
                    .request(3, true);
            assertTranscript("< RST_STREAM 1 1", "> /3", "> end /3", "< 200 /3", "< HEADERS 3");
        }

        @Test
        void mayHaveTrailers() {
            connection.begin().request(1, false).data(1, false, 10).headers(1, true, true, "sum", "1");
            assertTranscript("> /1", "> end /1", "< 200 /1", "< HEADERS 1");
        }

        @Test
        void withMalformedTrailersNeverEnds() {
            connection.begin().request(1, false).data(1, false, 10).headers(1, true, true, "content-length", "10");
            assertTranscript("> /1", "< RST_STREAM 1 1", "gone /1");
        }

        @Test
        void onAStreamThatIsOverEndsTheConnection() {
            connection.begin().request(1, true).request(1, true);
            assertThat(connection.transcript()).endsWith("< GOAWAY 5", "closed");
        }
    }

    @Nested
    class AClientThatTakesItsTime {

        @Test
        void withTheHeadersOfARequestIsHungUpOn() {
            connection.begin().headers(1, true, false, ":method", "GET").pass(HEAD.minus(PERIOD));
            assertThat(connection.isOpen()).isTrue();
            connection.pass(PERIOD.multipliedBy(2));
            assertTranscript("< GOAWAY 11", "closed");
        }

        @Test
        void withABodyIsAnswered408AndItsStreamReset() {
            connection.begin().request(1, false).data(1, false, 10).pass(BODY.minus(PERIOD));
            assertTranscript("> /1");
            connection.pass(PERIOD.multipliedBy(2));
            assertThat(connection.transcript()).startsWith("> /1", "broken /1", "< 408 /1", "< HEADERS 1");
            connection.pass(Duration.ofSeconds(3));
            assertThat(connection.transcript().getLast()).startsWith("< RST_STREAM 1");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void with256OctetsOfABodyInTheTimeoutIsServed() {
            connection.begin().request(1, false);
            for (int i = 0; i < 10; i++) {
                connection.pass(BODY.minus(PERIOD)).data(1, i == 9, 256);
            }
            assertTranscript("> /1", "> end /1", "< 200 /1", "< HEADERS 1");
        }

        @Test
        void toGiveAnAnswerAWindowHasItsStreamReset() {
            connection.begin().answerWith(100_000).request(1, true).pass(WRITE);
            assertTranscript("> /1", "> end /1", "< 200 /1", "< HEADERS 1");
            connection.pass(PERIOD);
            assertThat(connection.transcript()).endsWith("< RST_STREAM 1 8", "gone /1");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void betweenRequestsIsTold() {
            connection.begin().request(1, true).pass(IDLE.minus(PERIOD));
            assertThat(connection.isOpen()).isTrue();
            for (int i = 0; i < 2; i++) {
                connection.ping().pass(PERIOD);
            }
            assertThat(connection.transcript()).contains("< GOAWAY 0");
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void toReadAnAnswerThatIsNotThereYetIsNotIdle() {
            connection.begin().holdAnswers().request(1, true).pass(IDLE.multipliedBy(10));
            assertTranscript("> /1", "> end /1");
        }

        @Test
        void onAnOldConnectionIsToldToLeave() {
            connection.begin().holdAnswers().request(1, true);
            connection.pass(AGE.multipliedBy(9).dividedBy(10).minus(PERIOD));
            assertTranscript("> /1", "> end /1");
            connection.pass(AGE.dividedBy(10).plus(PERIOD.multipliedBy(2)));
            assertThat(connection.transcript()).contains("< GOAWAY 0");
        }
    }
}
