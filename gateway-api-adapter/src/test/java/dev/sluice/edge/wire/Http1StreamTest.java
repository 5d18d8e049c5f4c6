package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a response is framed, and what becomes of the request beside it. */
class Http1StreamTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n";
    private static final String POST = "POST /p HTTP/1.1\r\nHost: a.test\r\n";
    private static final String EXPECTING = POST + "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    private static final Duration PERIOD = Duration.ofNanos(GuardedConnection.TIMEOUTS.period());
    private static final Duration STREAM_IDLE = GuardedConnection.TIMEOUTS.streamIdle();

    private final GuardedConnection connection = new GuardedConnection().holdAnswers();
    private final List<ByteBuf> parts = new ArrayList<>();

    @AfterEach
    void nothingIsHeld() {
        connection.close();
        assertThat(parts).allSatisfy(part -> assertThat(part.refCnt()).isZero());
    }

    private static HttpHeaders headers(String... fields) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return headers;
    }

    private void head(int status, String... fields) {
        connection.respond(stream -> stream.writeHead(HttpResponseStatus.valueOf(status), headers(fields)));
    }

    private void part(String part) {
        ByteBuf octets = Unpooled.copiedBuffer(part, US_ASCII);
        parts.add(octets);
        connection.respond(stream -> stream.writePart(octets));
    }

    private void ending(String... trailers) {
        connection.respond(stream -> stream.writeEnd(headers(trailers)));
    }

    private void respond(int status, String... fields) {
        head(status, fields);
        connection.respond(stream -> stream.writeEnd(EmptyHttpHeaders.INSTANCE));
    }

    @Nested
    class AResponse {

        @Test
        void isAsLongAsItSays() {
            connection.send(GET);
            head(200, "content-length", "5");
            part("hel");
            part("lo");
            ending();
            assertThat(connection.output()).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void isChunkedWithItsTrailers() {
            connection.send(GET);
            head(200, "transfer-encoding", "chunked");
            part("hello");
            part("x".repeat(1_000));
            ending("sum", "1");
            assertThat(connection.output())
                    .isEqualTo("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3e8\r\n"
                            + "x".repeat(1_000) + "\r\n0\r\nsum: 1\r\n\r\n");
        }

        @Test
        void waitsForItsFlush() {
            connection.send(GET);
            head(200, "content-length", "5");
            part("he");
            assertThat(connection.output()).isEmpty();
            connection.respond(ClientStream::flush);
            assertThat(connection.output()).endsWith("\r\n\r\nhe");
        }

        @ParameterizedTest
        @CsvSource({"HEAD, 200", "GET, 304"})
        void withoutContentKeepsTheLengthThatItWouldHave(String method, int status) {
            connection.send(method + " /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
            respond(status, "content-length", "5");
            assertThat(connection.output()).endsWith("\r\ncontent-length: 5\r\n\r\n");
            connection.send(GET);
            assertThat(connection.requests()).hasSize(2);
        }

        @ParameterizedTest
        @CsvSource({"HEAD, 200", "GET, 304"})
        void withoutContentHasNoLastChunk(String method, int status) {
            connection.send(method + " /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
            respond(status, "transfer-encoding", "chunked");
            assertThat(connection.output()).endsWith("\r\ntransfer-encoding: chunked\r\n\r\n");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void withoutContentNeedsNoLength() {
            connection.send("HEAD /a HTTP/1.1\r\nHost: a.test\r\n\r\n");
            respond(200);
            assertThat(connection.output()).isEqualTo("HTTP/1.1 200 OK\r\n\r\n");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void of204HasNeitherLengthNorChunks() {
            connection.send(GET);
            respond(204, "content-length", "0", "transfer-encoding", "chunked");
            assertThat(connection.output()).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
            assertThat(connection.isOpen()).isTrue();
        }

        @Test
        void of205HasNoContent() {
            connection.send(GET);
            respond(205, "transfer-encoding", "chunked");
            assertThat(connection.output()).isEqualTo("HTTP/1.1 205 Reset Content\r\ncontent-length: 0\r\n\r\n");
        }

        @Test
        void withoutFramingEndsWithItsConnection() {
            connection.send(GET + GET);
            head(200);
            part("hello");
            ending();
            assertThat(connection.output()).isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello");
            assertThat(connection.transcript()).endsWith("< 200 close", "closed");
            assertThat(connection.requests()).hasSize(1);
        }

        @Test
        void thatBreaksOffHasNoLastChunkAndEndsItsConnection() {
            connection.send(GET + GET);
            head(200, "transfer-encoding", "chunked");
            part("hello");
            connection.respond(ClientStream::breakOff);
            assertThat(connection.output()).endsWith("\r\n5\r\nhello\r\n");
            assertThat(connection.isOpen()).isFalse();
            assertThat(connection.transcript()).contains("gone");
        }

        @Test
        void thatIs426NamesItsUpgradeAndTheEndOfTheConnection() {
            connection.send("GET /a HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n");
            respond(426, "connection", "upgrade", "upgrade", "x", "content-length", "0");
            assertThat(connection.output())
                    .contains("connection: upgrade\r\n", "connection: close\r\n", "upgrade: x\r\n");
        }
    }

    @Nested
    class AnInterimResponse {

        private void hint() {
            connection.respond(stream -> stream.interim(
                    HttpResponseStatus.EARLY_HINTS,
                    headers("link", "</a>", "content-length", "0", "transfer-encoding", "chunked")));
        }

        @Test
        void hasNoFraming() {
            connection.send(GET);
            hint();
            assertThat(connection.output()).isEqualTo("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");
            connection.answer(200);
            assertThat(connection.transcript()).endsWith("< 103", "< 200");
        }

        @Test
        void isNothingForHttp10() {
            connection.send("GET /a HTTP/1.0\r\nHost: a.test\r\n\r\n");
            hint();
            assertThat(connection.output()).isEmpty();
        }

        @Test
        void doesNotFollowTheResponse() {
            connection.send(GET);
            head(200, "content-length", "5");
            hint();
            connection.respond(ClientStream::flush);
            assertThat(connection.output()).doesNotContain("103");
        }
    }

    @Nested
    class AClientOfHttp10 {

        private static final String KEEPS = "GET /a HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n";

        @Test
        void mayKeepItsConnection() {
            connection.send(KEEPS + KEEPS).answer(200).answer(200);
            assertThat(connection.transcript())
                    .containsExactly("> GET /a", "> whole \"\"", "< 200", "> GET /a", "> whole \"\"", "< 200");
        }

        @Test
        void losesItOtherwise() {
            connection.send("GET /a HTTP/1.0\r\nHost: a.test\r\n\r\n").answer(200);
            assertThat(connection.transcript()).endsWith("< 200 close", "closed");
        }

        @Test
        void readsABodyOfUnknownLengthToTheEndOfTheConnection() {
            connection.send(KEEPS);
            head(200, "connection", "keep-alive");
            part("hello");
            ending();
            assertThat(connection.output()).isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello");
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Nested
    class PipelinedRequests {

        @Test
        void ofOneReadAreAnsweredHoweverManyTheyAre() {
            try (GuardedConnection many = new GuardedConnection()) {
                many.send(GET.repeat(10_000));
                assertThat(many.statuses()).hasSize(10_000);
            }
        }

        @Test
        void behindABodyWaitForItsEnd() {
            connection.send(POST + "Content-Length: 3\r\n\r\nabc" + GET);
            assertThat(connection.transcript()).containsExactly("> POST /p", "> whole \"abc\"");
            connection.answer(200).answer(200);
            assertThat(connection.transcript()).endsWith("< 200", "> GET /a", "> whole \"\"", "< 200");
        }
    }

    @Nested
    class ABodyThatIsAnsweredEarly {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 6\r\n\r\nabc;def",
                    "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n;3\r\ndef\r\n0\r\nsum: 1\r\n\r\n"
                })
        void isDroppedAndTheNextRequestIsServed(String body) {
            String[] pieces = body.split(";", 2);
            connection.send(POST + pieces[0]).answer(403).send(pieces[1] + GET).answer(200);
            assertThat(connection.transcript())
                    .containsExactly("> POST /p", "< 403", "> GET /a", "> whole \"\"", "< 200");
        }

        @Test
        void isDroppedThoughNobodyHadAskedForIt() {
            connection.leaveBodies().send(POST + "Content-Length: 6\r\n\r\nabc").answer(403);
            connection.send("def" + GET);
            assertThat(connection.transcript()).containsExactly("> POST /p", "< 403", "> GET /a");
        }
    }

    @Nested
    class AClientThatExpects100 {

        @Test
        void isToldWhenItsBodyIsFirstAskedFor() {
            connection.leaveBodies().send(EXPECTING);
            assertThat(connection.output()).isEmpty();
            connection.takeBody();
            assertThat(connection.output()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            connection.send("abc");
            assertThat(connection.transcript()).endsWith("< 100", "> whole \"abc\"");
        }

        @Test
        void isNotToldOnceTheResponseHasBegun() {
            connection.leaveBodies().send(EXPECTING);
            head(200, "content-length", "5");
            connection.takeBody();
            connection.respond(ClientStream::flush);
            assertThat(connection.output()).doesNotContain("100");
        }

        @Test
        void isNotLateBeforeItIsTold() {
            connection
                    .leaveBodies()
                    .send(EXPECTING)
                    .pass(GuardedConnection.TIMEOUTS.body().multipliedBy(2));
            assertThat(connection.transcript()).containsExactly("> POST /p");
            connection.takeBody().pass(GuardedConnection.TIMEOUTS.body().plus(PERIOD));
            assertThat(connection.statuses()).containsExactly(408);
        }
    }

    @Nested
    class AStreamThatIsQuiet {

        @Test
        void inTheMiddleOfAResponseBreaksOff() {
            connection.send(GET);
            head(200, "content-length", "5");
            part("h");
            connection.respond(ClientStream::flush).pass(STREAM_IDLE);
            assertThat(connection.isOpen()).isTrue();
            connection.pass(PERIOD);
            assertThat(connection.transcript()).endsWith("idle", "closed", "gone");
        }

        @Test
        void onItsClientsSideIsServedWhileItsResponseGoesOn() {
            connection.send(POST + "Content-Length: 10\r\n\r\nabc");
            head(200, "transfer-encoding", "chunked");
            for (int minute = 0; minute < 20; minute++) {
                part("x");
                connection.respond(ClientStream::flush).pass(Duration.ofMinutes(1));
            }
            assertThat(connection.transcript()).containsExactly("> POST /p", "< 200");
        }
    }

    /** What a stream may be at when its client is gone. */
    enum At {
        UNREAD_BODY,
        READ_BODY,
        HELD_HEAD,
        HELD_CHUNK,
        PIPELINED
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatIsGoneLeavesNothingBehind(At state) {
        if (state == At.UNREAD_BODY) {
            connection.leaveBodies();
        }
        connection.send(state == At.PIPELINED ? GET + GET : POST + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        if (state == At.HELD_HEAD || state == At.HELD_CHUNK) {
            head(200, "transfer-encoding", "chunked");
        }
        if (state == At.HELD_CHUNK) {
            connection.respond(ClientStream::flush);
            part("hello");
        }
        connection.hangUp();
        assertThat(connection.heldOctets()).isZero();
        assertThat(connection.transcript()).endsWith("gone");
        head(200, "content-length", "5");
        part("hello");
        connection.respond(ClientStream::flush);
        ending();
        assertThat(connection.heldOctets()).isZero();
        assertThat(connection.transcript()).endsWith("gone");
    }
}
