package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How responses leave, and how streams and connections end. */
class Http2ServerConnectionTest {

    private static final int WINDOW = 65_535;
    private static final int MORE_THAN_A_WINDOW = 100_000;
    private static final int FRAME = 16 << 10;

    /** What a request that is answered early may still send, and for how long. */
    private static final int REST_OCTETS = 256 << 10;

    private static final Duration REST = Duration.ofSeconds(1);

    private final GuardedFrames connection = new GuardedFrames();

    @BeforeEach
    void begin() {
        connection.begin().holdAnswers();
    }

    @AfterEach
    void end() {
        connection.close();
    }

    private void head(int stream) {
        connection.stream(stream).writeHead(HttpResponseStatus.OK, new DefaultHttpHeaders());
    }

    private void part(int stream, int octets) {
        connection.stream(stream).writePart(connection.body(octets));
    }

    private void ending(int stream) {
        connection.stream(stream).writeEnd(EmptyHttpHeaders.INSTANCE);
    }

    private void answer(int stream, int octets) {
        head(stream);
        part(stream, octets);
        ending(stream);
    }

    @Nested
    class Responses {

        @Test
        void ofOneTurnLeaveInOneFlush() {
            connection.request(1, true).request(3, true).request(5, true);
            int before = connection.flushes();
            connection.turn(() -> Stream.of(1, 3, 5).forEach(stream -> answer(stream, 100)));
            assertThat(connection.flushes()).isEqualTo(before + 1);
            assertThat(connection.sent(1) + connection.sent(3) + connection.sent(5))
                    .isEqualTo(300);
        }

        @Test
        void ofOneTurnAreOneMessage() {
            connection.request(1, true).request(3, true);
            int before = connection.writes();
            connection.turn(() -> Stream.of(1, 3).forEach(stream -> {
                connection.stream(stream).writeHead(HttpResponseStatus.OK, new DefaultHttpHeaders());
                connection.stream(stream).writePart(connection.body(1024));
                connection.stream(stream).writeEnd(new DefaultHttpHeaders().set("grpc-status", "0"));
            }));
            assertThat(connection.writes()).isEqualTo(before + 1);
            assertThat(connection.count("< HEADERS 1")).as("head and trailers").isEqualTo(2);
        }

        @Test
        void toRequestsOfOneReadLeaveWithItsEnd() {
            connection.answerWith(100).answerAtOnce();
            int before = connection.flushes();
            connection.inOneRead(
                    () -> connection.request(1, true).request(3, true).request(5, true));
            assertThat(connection.flushes()).isEqualTo(before + 1);
            assertThat(connection.sent(5)).isEqualTo(100);
        }

        @Test
        void waitForTheEndOfTheTurn() {
            connection.request(1, true);
            connection.turn(() -> {
                answer(1, 100);
                assertThat(connection.sent(1)).isZero();
            });
            assertThat(connection.sent(1)).isEqualTo(100);
        }

        @Test
        void mayHaveTrailers() {
            connection.request(1, true);
            connection.turn(() -> {
                head(1);
                part(1, 5);
                connection.stream(1).writeEnd(new DefaultHttpHeaders().set("grpc-status", "0"));
            });
            assertThat(connection.count("< HEADERS 1")).isEqualTo(2);
        }

        @Test
        void mayBeEarlyAndStopTheRequest() {
            connection.request(1, false).turn(() -> answer(1, 5));
            connection.pass(REST.dividedBy(2));
            assertThat(connection.transcript()).as("meanwhile").containsExactly("> /1", "< HEADERS 1");
            connection.pass(REST);
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1", "< RST_STREAM 1 0");
            connection.data(1, false, 10).request(3, true).turn(() -> answer(3, 5));
            assertThat(connection.transcript()).endsWith("> /3", "> end /3", "< HEADERS 3");
        }

        @Test
        void thatAreEarlyStopTheRequestOnlyWhenTheyHaveLeft() {
            connection.request(1, false).turn(() -> answer(1, MORE_THAN_A_WINDOW));
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
            connection.credit(1, MORE_THAN_A_WINDOW).credit(0, MORE_THAN_A_WINDOW);
            assertThat(connection.sent(1)).isEqualTo(MORE_THAN_A_WINDOW);
            connection.pass(REST);
            assertThat(connection.transcript()).endsWith("< RST_STREAM 1 0");
        }

        @Test
        void thatAreEarlyLetTheRestOfTheRequestCome() {
            connection.request(1, false).turn(() -> answer(1, 5));
            connection.data(1, false, 1000).data(1, true, 1000).pass(REST.multipliedBy(2));
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
        }

        @Test
        void thatAreEarlyLetItCauseNoResetOfAStreamThatIsClosed() {
            connection.request(1, false).turn(() -> answer(1, 5));
            connection.reset(1).pass(REST.multipliedBy(2));
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
        }

        @Test
        void thatAreEarlyLetNoMoreComeThanABound() {
            connection.request(1, false).turn(() -> answer(1, 5));
            int sent = 0;
            while (sent + FRAME <= WINDOW + connection.credited(1)) {
                connection.data(1, false, FRAME);
                sent += FRAME;
                assertThat(sent).isLessThanOrEqualTo(REST_OCTETS + WINDOW);
            }
            assertThat(sent).isGreaterThan(REST_OCTETS / 2);
            connection.request(3, true).turn(() -> answer(3, 5));
            assertThat(connection.transcript()).as("meanwhile").contains("< HEADERS 3");
        }

        @Test
        void toWholeRequestsEndThemselves() {
            connection.request(1, true).turn(() -> answer(1, 5));
            assertThat(connection.transcript()).containsExactly("> /1", "> end /1", "< HEADERS 1");
        }

        @Test
        void thatBackendsBreakOffEndNoConnection() {
            for (int stream = 1; stream < 600; stream += 2) {
                int broken = stream;
                connection.request(stream, true).turn(() -> {
                    head(broken);
                    part(broken, 10);
                    connection.stream(broken).flush();
                });
                connection.turn(connection.stream(stream)::breakOff);
            }
            assertThat(connection.isOpen()).isTrue();
            assertThat(connection.transcript().stream().filter(entry -> entry.matches("< RST_STREAM \\d+ 2")))
                    .hasSize(300);
        }

        @Test
        void thatAClientResetsEarnNoFrames() {
            for (int stream = 1; stream < 40; stream += 2) {
                int wanted = stream;
                connection.request(stream, true).turn(() -> answer(wanted, MORE_THAN_A_WINDOW));
                connection.reset(stream);
            }
            assertThat(connection.sent(1)).isEqualTo(65_535);
            for (int i = 0; i < 5_000; i++) {
                connection.ping();
            }
            // 200 less the SETTINGS, what the only window let out, and each request less its reset.
            assertThat(connection.count("< PING")).isEqualTo(196 + 65_535 / 256 + 20 * (1 - 2));
        }
    }

    @Nested
    class AClientThatExpects100 {

        private static final String[] EXPECTING = {
            ":method", "POST", ":scheme", "http", ":path", "/1", ":authority", "a.test", "expect", "100-continue"
        };

        @Test
        void isToldWhenItsBodyIsFirstAskedFor() {
            connection.leaveBodies().headers(1, false, true, EXPECTING);
            assertThat(connection.transcript()).containsExactly("> /1");
            connection.takeBody(1);
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
            connection.data(1, true, 10).turn(() -> answer(1, 5));
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1", "> end /1", "< HEADERS 1");
        }

        @Test
        void isNotToldOnceTheResponseHasBegun() {
            connection.leaveBodies().headers(1, false, true, EXPECTING).turn(() -> {
                head(1);
                connection.stream(1).flush();
            });
            connection.takeBody(1);
            assertThat(connection.count("< HEADERS 1")).isOne();
        }
    }

    @Nested
    class AConnectionThatLeaves {

        @Test
        void firstSaysSoAndServesWhatIsOnItsWay() {
            connection.request(1, true).leave();
            assertThat(connection.transcript())
                    .containsExactly("> /1", "> end /1", "< GOAWAY 0", "< PING to be answered");
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE);
            connection.request(3, true);
            assertThat(connection.transcript()).contains("> /3");
        }

        @Test
        void takesNoFurtherStreamWhenItsClientHasSeenThat() {
            connection.request(1, true).leave().request(3, true).answerPing();
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE, 3);
            connection.request(5, true);
            assertThat(connection.transcript()).doesNotContain("> /5");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void waitsForTheAnswerToItsOwnPing() {
            connection.request(1, true).leave();
            connection.frame(Http2FrameTypes.PING, new Http2Flags().ack(true), 0, new byte[8]);
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE);
        }

        @Test
        void waitsASecondForTheAnswer() {
            connection.request(1, true).leave().pass(Duration.ofMillis(999));
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE);
            connection.pass(Duration.ofMillis(1));
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE, 1);
        }

        @Test
        void closesWhenItsLastStreamHasEnded() {
            connection.request(1, true).request(3, true).leave().answerPing();
            connection.turn(() -> answer(1, 5));
            assertThat(connection.isOpen()).isTrue();
            connection.turn(() -> answer(3, 5));
            assertThat(connection.sent(3)).isEqualTo(5);
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void closesOnlyWhenAllOfItsLastResponseHasLeft() {
            connection.request(1, true).leave().answerPing();
            connection.turn(() -> {
                head(1);
                part(1, WINDOW);
                part(1, 5);
                ending(1);
            });
            assertThat(connection.sent(1)).isEqualTo(WINDOW);
            connection.stall();
            connection.credit(1, 5).credit(0, 5);
            assertThat(connection.sent(1)).isEqualTo(WINDOW + 5);
            assertThat(connection.isOpen()).isTrue();
            connection.resume();
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void closesWhereItHasNoStream() {
            connection.leave().answerPing();
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void saysSoOnce() {
            connection.request(1, true).leave().leave().answerPing().leave().pass(Duration.ofSeconds(5));
            assertThat(connection.lastStreams()).containsExactly(Integer.MAX_VALUE, 1);
        }
    }

    /** What a stream may be at when its client is gone. */
    enum At {
        REQUEST,
        UNREAD_BODY,
        READ_BODY,
        HELD_RESPONSE,
        OPEN_RESPONSE,
        STALLED_RESPONSE,
        ENDED_RESPONSE,
        TRAILERS,
        BROKEN_OFF
    }

    private void bring(At state) {
        if (state == At.UNREAD_BODY) {
            connection.leaveBodies();
        }
        connection.request(1, false).data(1, false, 1_000);
        connection.turn(() -> {
            switch (state) {
                case REQUEST, UNREAD_BODY, READ_BODY -> {}
                case HELD_RESPONSE -> {
                    head(1);
                    part(1, 1_000);
                }
                case OPEN_RESPONSE -> {
                    head(1);
                    part(1, 1_000);
                    connection.stream(1).flush();
                    part(1, 1_000);
                }
                case STALLED_RESPONSE -> {
                    head(1);
                    part(1, MORE_THAN_A_WINDOW);
                    part(1, MORE_THAN_A_WINDOW);
                    connection.stream(1).flush();
                }
                case ENDED_RESPONSE -> answer(1, MORE_THAN_A_WINDOW);
                case TRAILERS -> {
                    head(1);
                    part(1, MORE_THAN_A_WINDOW);
                    connection.stream(1).writeEnd(new DefaultHttpHeaders().set("sum", "1"));
                }
                case BROKEN_OFF -> {
                    head(1);
                    part(1, MORE_THAN_A_WINDOW);
                    connection.stream(1).flush();
                    part(1, 1_000);
                    connection.stream(1).breakOff();
                }
            }
        });
    }

    private void writeOn() {
        connection.turn(() -> {
            ClientStream stream = connection.stream(1);
            head(1);
            part(1, 10);
            stream.flush();
            part(1, 10);
            stream.interim(HttpResponseStatus.EARLY_HINTS, new DefaultHttpHeaders());
            ending(1);
        });
    }

    @Nested
    class AClientThatIsGone {

        @ParameterizedTest
        @EnumSource
        void byAResetLeavesNothingBehind(At state) {
            bring(state);
            connection.reset(1);
            assertThat(connection.count("gone /1")).isOne();
            assertThat(connection.heldOctets()).isZero();
            writeOn();
            assertThat(connection.heldOctets()).isZero();
            assertThat(connection.count("gone /1")).isOne();
            assertThat(connection.isOpen()).isTrue();
        }

        @ParameterizedTest
        @EnumSource
        void withItsConnectionLeavesNothingBehind(At state) {
            bring(state);
            connection.hangUp();
            assertThat(connection.count("gone /1")).isOne();
            assertThat(connection.heldOctets()).isZero();
            writeOn();
            assertThat(connection.heldOctets()).isZero();
        }
    }

    @Test
    void aBodyThatIsRefusedIsDropped() {
        try (GuardedFrames strict = GuardedFrames.withBodiesUpTo(1_000)) {
            strict.begin().leaveBodies().request(1, false).data(1, false, 900).data(1, false, 900);
            assertThat(strict.heldOctets()).isZero();
            strict.takeBody(1).pass(REST);
            assertThat(strict.transcript()).containsSubsequence("broken /1", "< 413 /1", "< RST_STREAM 1 0");
        }
    }
}
