package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, and those that only seem to be. All have the protocol's first window of 65,535 octets. */
class Http2FlowTest {

    private static final ConnectionTimeouts TIMEOUTS = GuardedConnection.TIMEOUTS;
    private static final Duration PERIOD = Duration.ofNanos(TIMEOUTS.period());
    private static final int FIRST_WINDOW = 65_535;
    private static final int FRAME = 16_384;
    private static final int QUEUE = 64 << 10;

    private final GuardedFrames connection = new GuardedFrames();

    @BeforeEach
    void begin() {
        connection.begin().holdAnswers();
    }

    @AfterEach
    void end() {
        connection.close();
    }

    private void respond(int stream) {
        connection.turn(() -> {
            connection.stream(stream).writeHead(HttpResponseStatus.OK, new DefaultHttpHeaders());
            connection.stream(stream).flush();
        });
    }

    /** The backend has more of a response than its client takes. */
    private void fill(int stream) {
        connection.turn(() -> {
            ClientStream filled = connection.stream(stream);
            for (int queued = 0; queued < QUEUE && filled.isWritable(); queued += FRAME) {
                filled.writePart(connection.body(FRAME));
                filled.flush();
            }
        });
    }

    private void part(int stream) {
        connection.turn(() -> {
            connection.stream(stream).writePart(connection.body(10));
            connection.stream(stream).flush();
        });
    }

    private void credit(int stream, int octets) {
        connection.credit(stream, octets).credit(0, octets);
    }

    @Nested
    class ADownload {

        @BeforeEach
        void ask() {
            connection.request(1, true);
            respond(1);
            fill(1);
        }

        @Test
        void thatRestsBetweenReadsOf32KiBIsNeverReset() {
            for (int i = 0; i < 1_000; i++) {
                fill(1);
                connection.pass(Duration.ofMillis(100));
                credit(1, 32 << 10);
            }
            assertThat(connection.sent(1)).isEqualTo(FIRST_WINDOW + 1_000 * (32 << 10));
            assertThat(connection.transcript()).noneMatch(entry -> entry.contains("RST_STREAM"));
        }

        @ParameterizedTest
        @CsvSource({"300, true", "1000, true", "200, false"})
        void isResetWhereItTakesLessThan256OctetsASecond(int octets, boolean served) {
            fill(1);
            for (int second = 0; second < 200; second++) {
                connection.pass(Duration.ofSeconds(1));
                credit(1, octets);
                fill(1);
            }
            assertThat(connection.transcript().contains("< RST_STREAM 1 8")).isNotEqualTo(served);
        }

        @ParameterizedTest
        @ValueSource(ints = {4096, 1024})
        void whoseClientGivesCreditInSmallStepsIsNoFlood(int step) {
            for (int sent = FIRST_WINDOW; sent < 20 << 20; sent += step) {
                fill(1);
                int before = connection.sent(1);
                credit(1, step);
                assertThat(connection.sent(1)).isEqualTo(before + step);
            }
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void thatIsTakenSlowlyIsNotIdle() {
            fill(1);
            connection.turn(() -> {
                connection.stream(1).writePart(connection.body(400_000));
                connection.stream(1).flush();
            });
            for (int second = 0; second < 900; second++) {
                connection.pass(Duration.ofSeconds(1));
                credit(1, 300);
            }
            assertThat(connection.transcript()).doesNotContain("idle /1");
        }

        @Test
        void asksForMoreOnlyWhenMostOfWhatIsQueuedIsTaken() {
            fill(1);
            long before = connection.count("writable /1");
            assertThat(connection.stream(1).isWritable()).isFalse();
            // Of four parts all waits but what the first window took of the first; the other half is little enough.
            credit(1, FRAME);
            assertThat(connection.count("writable /1")).isEqualTo(before);
            credit(1, 1);
            assertThat(connection.count("writable /1")).isEqualTo(before + 1);
        }
    }

    @Test
    void creditOfStreamsIsWorthNothingWithoutCreditOfTheConnection() {
        connection.request(1, true).request(3, true);
        respond(1);
        respond(3);
        fill(1);
        fill(1);
        fill(3);
        for (int second = 0; second < 70; second++) {
            connection.pass(Duration.ofSeconds(1)).credit(1, 1).credit(3, 1);
        }
        assertThat(connection.transcript()).contains("< RST_STREAM 1 8", "gone /1", "< RST_STREAM 3 8", "gone /3");
    }

    @Nested
    class AnUnreadBody {

        private int left;

        /** The client sends as much as it may. */
        private void upload(int stream, int octets) {
            left = octets;
            int sent = 0;
            while (left > 0) {
                int window = FIRST_WINDOW + connection.credited(stream) - sent;
                assertThat(window).as("window after %s", sent).isPositive();
                int length = Math.min(Math.min(FRAME, left), window);
                left -= length;
                sent += length;
                connection.data(stream, left == 0, length);
            }
        }

        @Test
        void ofManyStreamsStopsNoOther() {
            connection.leaveBodies();
            int unread = 0;
            for (int stream = 1; stream < 41; stream += 2) {
                connection.request(stream, false);
                for (int frame = 0; frame < 3; frame++) {
                    connection.data(stream, false, FRAME);
                    unread += FRAME;
                }
            }
            connection.request(101, false).takeBody(101);
            upload(101, 1 << 20);
            assertThat(connection.transcript()).contains("> end /101");
            // All that came, but for what is given back in one go later.
            assertThat(connection.credited(0)).isGreaterThanOrEqualTo(unread + (1 << 20) - FIRST_WINDOW);
        }

        @Test
        void thatHasEndedGivesItsStreamNoCredit() {
            connection.leaveBodies().request(1, false).data(1, true, FRAME).takeBody(1);
            assertThat(connection.transcript()).contains("> end /1");
            assertThat(connection.credited(1)).isZero();
        }

        @Test
        void isNotCalledSlow() {
            connection.leaveBodies().request(1, false).data(1, false, FRAME).request(3, false);
            connection.pass(TIMEOUTS.body().multipliedBy(3));
            assertThat(connection.transcript()).containsExactly("> /1", "> /3");
            connection.takeBody(1).data(1, true, FRAME);
            assertThat(connection.transcript()).containsExactly("> /1", "> /3", "> end /1");
        }

        @Test
        void givesItsStreamNoCredit() {
            connection.leaveBodies().request(1, false);
            for (int frame = 0; frame < 3; frame++) {
                connection.data(1, false, FRAME);
            }
            assertThat(connection.credited(1)).isZero();
            connection.takeBody(1);
            assertThat(connection.credited(1)).isEqualTo(3 * FRAME);
        }
    }

    @Nested
    class ACallWithAResponseUnderWay {

        @BeforeEach
        void call() {
            connection.request(1, false).data(1, false, 5);
            respond(1);
        }

        @Test
        void mayBeQuietOnTheSideOfItsClient() {
            for (int minute = 0; minute < 20; minute++) {
                part(1);
                connection.pass(Duration.ofMinutes(1));
            }
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
        }

        @Test
        void mayBeQuietOnTheSideOfItsServer() {
            for (int minute = 0; minute < 20; minute++) {
                connection.data(1, false, 10).pass(Duration.ofMinutes(1));
            }
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
        }

        @Test
        void isIdleWhenBothSidesAreQuiet() {
            connection.pass(TIMEOUTS.streamIdle());
            assertThat(connection.transcript()).containsExactly("> /1", "< HEADERS 1");
            connection.pass(PERIOD);
            assertThat(connection.transcript())
                    .containsExactly("> /1", "< HEADERS 1", "idle /1", "< RST_STREAM 1 2", "gone /1");
        }
    }

    @Nested
    class ABackendThatStalls {

        @Test
        void inTheMiddleOfAResponseEndsIt() {
            connection.request(1, true);
            respond(1);
            part(1);
            connection.pass(TIMEOUTS.streamIdle().plus(PERIOD));
            assertThat(connection.transcript()).contains("idle /1", "< RST_STREAM 1 2");
        }

        @Test
        void inFrontOfAnUploadEndsIt() {
            connection.leaveBodies().request(1, false).data(1, false, FRAME);
            connection.pass(TIMEOUTS.streamIdle().plus(PERIOD));
            assertThat(connection.transcript()).contains("idle /1");
        }

        @Test
        void beforeItsResponseIsNotJudgedHere() {
            connection.request(1, true).pass(TIMEOUTS.streamIdle().multipliedBy(2));
            assertThat(connection.transcript()).containsExactly("> /1", "> end /1");
        }
    }
}
