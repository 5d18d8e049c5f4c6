package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadReaderTest {

    private static final int REQUEST_LINE = 60;
    private static final int HEADERS = 200;
    private static final int COUNT = 5;
    private static final RequestLimits LIMITS = new RequestLimits(REQUEST_LINE, HEADERS, COUNT, Long.MAX_VALUE);

    private static final String LINE = "GET / HTTP/1.1\r\n";
    private static final String HOST = "Host: a.test\r\n";

    private final HeadReader reader = new HeadReader(LIMITS);

    private int read(String octets) {
        return reader.read(Unpooled.copiedBuffer(octets, ISO_8859_1));
    }

    /** What is said of a head; null for one that is let through, or not whole. */
    private static @Nullable Answer refusal(String octets) {
        HeadReader reader = new HeadReader(LIMITS);
        ByteBuf in = Unpooled.copiedBuffer(octets, ISO_8859_1);
        int length = reader.read(in);
        Answer refusal = reader.refusal();
        if (refusal != null) {
            assertThat(length).isZero();
        }
        return refusal;
    }

    @Nested
    class AHead {

        @Test
        void isAsLongAsItsEmptyLineSays() {
            String head = LINE + HOST + "\r\n";
            assertThat(read(head + "body")).isEqualTo(head.length());
            assertThat(reader.refusal()).isNull();
        }

        @Test
        void isNotWholeBeforeItsLastOctet() {
            String head = "\r\n" + LINE + HOST + "X: y\r\n\r\n";
            ByteBuf in = Unpooled.buffer();
            for (int i = 0; i < head.length() - 1; i++) {
                in.writeByte(head.charAt(i));
                assertThat(reader.read(in)).isZero();
                assertThat(reader.hasBegun()).isTrue();
            }
            in.writeByte('\n');
            assertThat(reader.read(in)).isEqualTo(head.length());
            assertThat(reader.refusal()).isNull();
        }

        @Test
        void mayFollowAnother() {
            assertThat(read(LINE + HOST + "Content-Length: 7\r\nExpect: x\r\n\r\n"))
                    .isPositive();
            reader.reset();
            assertThat(reader.hasBegun()).isFalse();
            assertThat(read(LINE + HOST + "\r\n")).isPositive();
            assertThat(reader.fields().length()).isEqualTo(-1);
            assertThat(reader.fields().isChunked()).isFalse();
            assertThat(reader.fields().expects()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content-Length: 7\r\n",
                    "content-length:7\r\n",
                    "CONTENT-LENGTH: \t7 \t\r\n",
                    "X: y\r\nContent-Length: 07\r\n"
                })
        void saysHowLongItsBodyIs(String line) {
            assertThat(read(LINE + HOST + line + "\r\n")).isPositive();
            assertThat(reader.fields().length()).isEqualTo(7);
            assertThat(reader.fields().isChunked()).isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"Transfer-Encoding: chunked\r\n", "transfer-encoding:\tCHUNKED \r\n"})
        void saysThatItsBodyIsChunked(String line) {
            assertThat(read(LINE + HOST + line + "\r\n")).isPositive();
            assertThat(reader.fields().length()).isEqualTo(-1);
            assertThat(reader.fields().isChunked()).isTrue();
        }

        @Test
        void saysThatItsClientWaits() {
            assertThat(read(LINE + HOST + "eXpect: 100-continue\r\n\r\n")).isPositive();
            assertThat(reader.fields().expects()).isTrue();
        }

        @Test
        void ofHttp10MayLackAHost() {
            assertThat(refusal("GET / HTTP/1.0\r\n\r\n")).isNull();
        }

        @Test
        void withALengthOf18DigitsIsReadToTheLast() {
            assertThat(read(LINE + HOST + "Content-Length: 999999999999999999\r\n\r\n"))
                    .isPositive();
            assertThat(reader.fields().length()).isEqualTo(999_999_999_999_999_999L);
        }
    }

    @Nested
    class ARefusal {

        static Stream<Arguments> refused() {
            return Stream.of(
                    Arguments.of("\n" + LINE, Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1.1\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "Host: a.test\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "\n", Answer.BAD_REQUEST),
                    Arguments.of("\r\n\r\n", Answer.BAD_REQUEST),
                    Arguments.of("\rGET / HTTP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of(" / HTTP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET  HTTP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET /\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1.1 \r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1.\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1x1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/a.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1.a\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP-1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / hTTP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HtTP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTtP/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTp/1.1\r\n", Answer.BAD_REQUEST),
                    Arguments.of("GET / HTTP/1.2\r\n", Answer.VERSION_NOT_SUPPORTED),
                    Arguments.of("GET / HTTP/0.1\r\n", Answer.VERSION_NOT_SUPPORTED),
                    Arguments.of("GET / HTTP/2.0\r\n", Answer.VERSION_NOT_SUPPORTED),
                    Arguments.of(LINE + " X: y\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X : y\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + ": y\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X: \u0000\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X: \u007f\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X: a\rb\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "X_Real_IP: ::1\r\n", Answer.BAD_REQUEST),
                    Arguments.of(LINE + "\r\n", Answer.BAD_HOST),
                    Arguments.of(LINE + HOST + HOST + "\r\n", Answer.BAD_HOST),
                    Arguments.of("GET / HTTP/1.0\r\n" + HOST + HOST + "\r\n", Answer.BAD_HOST),
                    Arguments.of(LINE + "Host: a.test:\r\n", Answer.BAD_HOST),
                    Arguments.of(LINE + "Host: a.test:65536\r\n", Answer.BAD_HOST),
                    Arguments.of(LINE + "Content-Length:\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Content-Length: 1\r\nContent-Length: 1\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Content-Length: 1234567890123456789\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Content-Length: /\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Content-Length: 1:\r\n", Answer.BAD_FRAMING),
                    Arguments.of(
                            LINE + HOST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                            Answer.BAD_FRAMING),
                    Arguments.of(
                            LINE + HOST + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
                            Answer.BAD_FRAMING),
                    Arguments.of(
                            LINE + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", Answer.BAD_FRAMING),
                    Arguments.of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding:\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: xchunked\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: chunked, chunked\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: ,chunked\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: x chunked\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: gzip\r\n", Answer.BAD_FRAMING),
                    Arguments.of(LINE + "Transfer-Encoding: gzip, chunked\r\n", Answer.TRANSFER_CODING_UNKNOWN));
        }

        @ParameterizedTest
        @MethodSource("refused")
        void namesWhatIsWrong(String octets, Answer answer) {
            assertThat(refusal(octets)).isEqualTo(answer);
        }

        @ParameterizedTest
        @MethodSource("refused")
        void comesWithTheOctetThatDeservesItAndNoLater(String octets, Answer answer) {
            HeadReader reader = new HeadReader(LIMITS);
            ByteBuf in = Unpooled.buffer();
            for (int i = 0; i < octets.length() && reader.refusal() == null; i++) {
                in.writeByte(octets.charAt(i));
                assertThat(reader.read(in)).isZero();
            }
            assertThat(reader.refusal()).isEqualTo(answer);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\u0016\u0003\u0001", " ", "\u0000", "{", "\u00e9"})
        void ofWhatIsNoMethodWaitsForNoLineEnd(String octets) {
            assertThat(refusal(octets)).isEqualTo(Answer.BAD_REQUEST);
            assertThat(refusal(octets + "a".repeat(2 * REQUEST_LINE))).isEqualTo(Answer.BAD_REQUEST);
        }
    }

    @Nested
    class ALimit {

        private static String line(int length) {
            return "GET /" + "a".repeat(length - "GET / HTTP/1.1".length()) + " HTTP/1.1\r\n";
        }

        /** Of headers with their line ends, and the empty line. */
        private static String headers(int length) {
            return HOST + "X: " + "a".repeat(length - HOST.length() - "X: \r\n\r\n".length()) + "\r\n\r\n";
        }

        @Test
        void ofTheRequestLineIsItsLengthWithoutItsEnd() {
            assertThat(refusal(line(REQUEST_LINE) + HOST + "\r\n")).isNull();
            assertThat(refusal(line(REQUEST_LINE + 1))).isEqualTo(Answer.TARGET_TOO_LONG);
        }

        @Test
        void ofTheRequestLineDoesNotCountAnEmptyLineBefore() {
            assertThat(refusal("\r\n" + line(REQUEST_LINE) + HOST + "\r\n")).isNull();
            assertThat(refusal("\r\n" + line(REQUEST_LINE + 1))).isEqualTo(Answer.TARGET_TOO_LONG);
        }

        @Test
        void ofTheRequestLineNeedsNoLineEnd() {
            assertThat(refusal("a".repeat(REQUEST_LINE + 2))).isNull();
            assertThat(refusal("a".repeat(REQUEST_LINE + 3))).isEqualTo(Answer.TARGET_TOO_LONG);
        }

        @Test
        void ofTheMethodIs32Octets() {
            assertThat(refusal("A".repeat(32) + " / HTTP/1.1\r\n" + HOST + "\r\n"))
                    .isNull();
            assertThat(refusal("A".repeat(33) + " / HTTP/1.1\r\n" + HOST + "\r\n"))
                    .isEqualTo(Answer.METHOD_NOT_SUPPORTED);
        }

        @Test
        void ofTheHeadersIsTheirLengthWithTheirEnds() {
            assertThat(refusal(LINE + headers(HEADERS))).isNull();
            assertThat(refusal(LINE + headers(HEADERS + 1))).isEqualTo(Answer.HEADERS_TOO_LARGE);
        }

        @Test
        void ofTheHeadersNeedsNoLineEnd() {
            assertThat(refusal(LINE + "a".repeat(HEADERS))).isNull();
            assertThat(refusal(LINE + "a".repeat(HEADERS + 1))).isEqualTo(Answer.HEADERS_TOO_LARGE);
        }

        @Test
        void ofTheHeadersDoesNotCountWhatFollows() {
            assertThat(refusal(LINE + HOST + "\r\n" + "a".repeat(HEADERS))).isNull();
        }

        @Test
        void ofTheirCountIsTheirCount() {
            assertThat(refusal(LINE + HOST + "X: y\r\n".repeat(COUNT - 1) + "\r\n"))
                    .isNull();
            assertThat(refusal(LINE + HOST + "X: y\r\n".repeat(COUNT) + "\r\n")).isEqualTo(Answer.HEADERS_TOO_LARGE);
        }
    }
}
