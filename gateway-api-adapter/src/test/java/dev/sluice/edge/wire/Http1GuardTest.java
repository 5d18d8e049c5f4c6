package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.edge.RequestLimits;
import dev.sluice.edge.wire.GuardedConnection.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an HTTP/1.1 connection does with its octets, and with its time. */
class Http1GuardTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static final String POST = "POST /p HTTP/1.1\r\nHost: a.test\r\n";

    private static final Duration PERIOD = Duration.ofNanos(GuardedConnection.TIMEOUTS.period());
    private static final Duration HEAD = GuardedConnection.TIMEOUTS.head();
    private static final Duration BODY = GuardedConnection.TIMEOUTS.body();
    private static final Duration IDLE = GuardedConnection.TIMEOUTS.idle();

    private GuardedConnection connection = new GuardedConnection();

    @AfterEach
    void nothingIsHeld() {
        connection.close();
    }

    private void assertTranscript(String... entries) {
        assertThat(connection.transcript()).containsExactly(entries);
    }

    @Nested
    class APipelinedRequest {

        @Test
        void waitsForTheAnswerBeforeIt() {
            connection.holdAnswers().send(GET + GET);
            assertTranscript("> GET /a", "> whole \"\"");
            connection.answer(200);
            assertTranscript("> GET /a", "> whole \"\"", "< 200", "> GET /a", "> whole \"\"");
            connection.answer(204);
            assertThat(connection.statuses()).containsExactly(200, 204);
        }

        @Test
        void isNotReadFromTheSocketWhileOthersWait() {
            connection.holdAnswers().send(GET + GET).send(GET).send(GET).ask().ask();
            assertThat(connection.unreadPieces()).isEqualTo(2);
            assertThat(connection.asksForMore()).isFalse();
            connection.answer(200).answer(200).answer(200).answer(200);
            assertThat(connection.unreadPieces()).isZero();
            assertThat(connection.statuses()).hasSize(4);
        }

        @Test
        void isHeldInOneBufferAndNoMore() {
            connection.holdAnswers();
            for (int i = 0; i < 1_000; i++) {
                connection.send(GET).ask();
            }
            assertThat(connection.heldOctets()).isLessThanOrEqualTo(2L * GET.length());
        }

        @Test
        void thatIsBadIsAnsweredAfterThoseBeforeIt() {
            connection.holdAnswers().send(GET + "GET\r\n\r\n" + GET);
            assertTranscript("> GET /a", "> whole \"\"");
            connection.answer(200);
            assertTranscript("> GET /a", "> whole \"\"", "< 200", "< 400 close", "closed");
        }
    }

    @Nested
    class ABody {

        @Test
        void isHandedOnAsItComes() {
            connection.send(POST + "Content-Length: 10\r\n\r\nabc").send("defg").send("hij" + GET);
            assertTranscript("> POST /p", "> whole \"abcdefghij\"", "< 200", "> GET /a", "> whole \"\"", "< 200");
        }

        @Test
        void thatIsAnsweredEarlyIsReadToItsEndBeforeTheNextRequest() {
            connection
                    .holdAnswers()
                    .send(POST + "Content-Length: 10\r\n\r\nabc")
                    .answer(403);
            connection.send("GET /xx" + GET);
            assertTranscript("> POST /p", "< 403", "> GET /a", "> whole \"\"");
        }

        @Test
        void keepsNothingOfItInMemory() {
            connection.send(POST + "Content-Length: 100000\r\n\r\n");
            for (int i = 0; i < 99; i++) {
                connection.send("x".repeat(1_000));
                assertThat(connection.heldOctets()).isZero();
            }
        }

        @Test
        void losesTheTrailersThatSayHowLongItIs() {
            connection.send(
                    POST + "Transfer-Encoding: chunked\r\n\r\n1;a=b\r\nx\r\n0\r\nSum: 1\r\ncontent-length: 5\r\n"
                            + "Transfer-Encoding: gzip\r\nTrailer: x\r\nX-Own: 2\r\n\r\n");
            assertThat(connection.requests()).containsExactly(new Request("/p", "x", List.of("Sum: 1", "X-Own: 2")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"x\r\n", "3\r\nabcd", "3;\u00e9\r\nabc\r\n", "0\r\nX_Forwarded_For: 1\r\n\r\n"})
        void thatIsBrokenEndsTheConnectionAndIsNeverWhole(String chunks) {
            connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n" + chunks + GET);
            assertThat(connection.requests()).isEmpty();
            assertThat(connection.statuses()).containsExactly(400);
            assertThat(connection.isOpen()).isFalse();
        }

        @Test
        void thatIsBrokenAfterAnEarlyAnswerEndsTheConnection() {
            connection
                    .holdAnswers()
                    .send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
                    .answer(403);
            connection.send("rubbish" + GET).pass(PERIOD);
            assertTranscript("> POST /p", "< 403", "closed");
        }

        @Test
        void thatBecomesTooLargeIsRefused() {
            connection.close();
            connection = new GuardedConnection(new RequestLimits(8192, 8192, 100, 5), GuardedConnection.TIMEOUTS);
            connection.send(POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\n");
            assertTranscript("> POST /p", "> broken \"abc\"", "< 413 close", "closed");
        }
    }

    @Nested
    class AnUpgrade {

        private static final String UPGRADE =
                "GET /u HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n";

        @Test
        void letsAllOctetsThroughFromThenOn() {
            connection.holdAnswers().send(UPGRADE).answer(101).send("\u0000\u0001 no HTTP \r\r\n");
            assertThat(connection.statuses()).isEmpty();
            assertThat(connection.isOpen()).isTrue();
            connection.pass(IDLE.multipliedBy(3));
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Nested
    class AConnectionThatEnds {

        @Test
        void saysSoWithItsNextAnswer() {
            connection.send(GET).end().send(GET + GET);
            assertTranscript("> GET /a", "> whole \"\"", "< 200", "> GET /a", "> whole \"\"", "< 200 close", "closed");
        }

        @Test
        void holdsNothingWhenItsClientGoes() {
            connection.holdAnswers().send(GET + GET).hangUp();
            assertThat(connection.heldOctets()).isZero();
        }
    }

    /** The clock is looked at once a period, which may be added to each time. */
    @Nested
    class AClientThatTakesItsTime {

        private void assertOpenFor(Duration time, Runnable check) {
            connection.pass(time.minus(PERIOD));
            assertThat(connection.isOpen()).isTrue();
            connection.pass(PERIOD.multipliedBy(2));
            check.run();
        }

        @Test
        void beforeItsFirstOctetIsHungUpOnWithoutAWord() {
            assertOpenFor(HEAD, () -> assertTranscript("closed"));
        }

        @Test
        void withItsFirstHeadIsAnswered408() {
            connection.send("GET /a HTT");
            assertOpenFor(HEAD, () -> assertTranscript("< 408 close", "closed"));
        }

        @Test
        void withANextHeadIsAnswered408ThatLongAfterItsFirstOctet() {
            connection.send(GET).pass(IDLE.minus(PERIOD)).send("G");
            assertOpenFor(HEAD, () -> assertTranscript("> GET /a", "> whole \"\"", "< 200", "< 408 close", "closed"));
        }

        @Test
        void withAHeadIsAnswered408EvenIfItSendsAnOctetNowAndThen() {
            connection.send(GET);
            for (char octet : "GET".toCharArray()) {
                connection.send(octet + "").pass(PERIOD);
            }
            connection.pass(HEAD.minus(PERIOD.multipliedBy(2)));
            assertThat(connection.statuses()).containsExactly(200, 408);
        }

        @Test
        void betweenRequestsIsHungUpOnWhenTheIdleTimeoutIsOver() {
            connection.send(GET);
            assertOpenFor(IDLE, () -> assertTranscript("> GET /a", "> whole \"\"", "< 200", "closed"));
        }

        @Test
        void toReadAnAnswerThatIsNotThereYetIsNotIdle() {
            connection.holdAnswers().send(GET).pass(IDLE.multipliedBy(10));
            assertThat(connection.isOpen()).isTrue();
            connection.answer(200);
            assertOpenFor(IDLE, () -> assertThat(connection.isOpen()).isFalse());
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 1000\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n3e8\r\nx"})
        void withABodyIsAnswered408(String rest) {
            connection.send(POST + rest);
            assertOpenFor(BODY, () -> assertTranscript("> POST /p", "> broken \"x\"", "< 408 close", "closed"));
        }

        @Test
        void withABodyIsAnswered408EvenIfItSendsAnOctetNowAndThen() {
            connection.send(POST + "Content-Length: 1000\r\n\r\n");
            for (Duration at = Duration.ZERO; at.compareTo(BODY) <= 0; at = at.plus(PERIOD)) {
                connection.send("x").pass(PERIOD);
            }
            connection.pass(PERIOD);
            assertThat(connection.statuses()).containsExactly(408);
        }

        @Test
        void with256OctetsOfABodyInTheTimeoutIsServed() {
            connection.send(POST + "Content-Length: 2560\r\n\r\n");
            for (int i = 0; i < 10; i++) {
                connection.pass(BODY.minus(PERIOD)).send("x".repeat(256));
            }
            assertThat(connection.statuses()).containsExactly(200);
        }

        @Test
        void afterAnEarlyAnswerIsHungUpOn() {
            connection.holdAnswers().send(POST + "Content-Length: 1000\r\n\r\n").answer(403);
            for (Duration at = Duration.ZERO; at.compareTo(HEAD) < 0; at = at.plus(PERIOD)) {
                assertThat(connection.isOpen()).isTrue();
                connection.send("x".repeat(10)).pass(PERIOD);
            }
            connection.pass(PERIOD);
            assertTranscript("> POST /p", "< 403", "closed");
        }

        @Test
        void isToldThatAnAnswerIsTheLastWhenItsConnectionIsOld() {
            Duration youngest = GuardedConnection.TIMEOUTS.age().multipliedBy(9).dividedBy(10);
            connection.holdAnswers().send(GET).pass(youngest.minus(PERIOD)).answer(200);
            assertTranscript("> GET /a", "> whole \"\"", "< 200");
            connection
                    .send(GET)
                    .pass(GuardedConnection.TIMEOUTS.age().minus(youngest).plus(PERIOD.multipliedBy(2)));
            connection.answer(200);
            assertThat(connection.transcript()).endsWith("< 200 close", "closed");
        }
    }
}
