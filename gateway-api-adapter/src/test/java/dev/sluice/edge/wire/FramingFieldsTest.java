package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingFieldsTest {

    private final FramingFields fields = new FramingFields();

    private @Nullable Answer header(String line) {
        ByteBuf in = Unpooled.copiedBuffer("#" + line + "#", ISO_8859_1);
        return fields.header(in, 1, 1 + line.indexOf(':'), 1 + line.length());
    }

    @Nested
    class ContentLength {

        @ParameterizedTest
        @ValueSource(
                strings = {"Content-Length:5", "content-length: 5", "CONTENT-LENGTH: \t5 \t", "Content-Length: 05"})
        void isTheLengthOfTheBody(String line) {
            assertThat(header(line)).isNull();
            assertThat(fields.length()).isEqualTo(5);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "5 5", "5,5", "+5", "-5", "/", ":", "1234567890123456789"})
        void isRefusedUnlessItIsDigits(String value) {
            assertThat(header("Content-Length:" + value)).isEqualTo(Answer.BAD_FRAMING);
        }

        @Test
        void isRefusedTwice() {
            assertThat(header("Content-Length: 0")).isNull();
            assertThat(header("Content-Length: 0")).isEqualTo(Answer.BAD_FRAMING);
        }

        @Test
        void mayHaveEighteenDigits() {
            assertThat(header("Content-Length: 123456789012345678")).isNull();
            assertThat(fields.length()).isEqualTo(123_456_789_012_345_678L);
        }
    }

    @Nested
    class TransferEncoding {

        @ParameterizedTest
        @ValueSource(strings = {"chunked", "CHUNKED", " \tChunked \t"})
        void isChunked(String value) {
            assertThat(header("Transfer-Encoding:" + value)).isNull();
            assertThat(fields.isChunked()).isTrue();
        }

        /** The body has an end, but is in a form that we cannot pass on. */
        @ParameterizedTest
        @ValueSource(strings = {"gzip, chunked", "gzip,chunked", "x,chunked", "gzip, deflate, chunked"})
        void isUnknownWhereChunkedComesLast(String value) {
            assertThat(header("Transfer-Encoding: " + value)).isEqualTo(Answer.TRANSFER_CODING_UNKNOWN);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "gzip",
                    "chunked, gzip",
                    "xchunked",
                    "gzip chunked",
                    ",chunked",
                    ", chunked",
                    "chunked,chunked",
                    "chunked, chunked",
                    "gzip, chunked, chunked",
                    "chunkedx",
                    "chunked;a=b",
                    "\"chunked\""
                })
        void isRefusedWhereTwoReadersCouldDiffer(String value) {
            assertThat(header("Transfer-Encoding: " + value)).isEqualTo(Answer.BAD_FRAMING);
        }

        @Test
        void isRefusedTwice() {
            assertThat(header("Transfer-Encoding: chunked")).isNull();
            assertThat(header("Transfer-Encoding: chunked")).isEqualTo(Answer.BAD_FRAMING);
        }
    }

    /** Each has the length of a name that matters. */
    @ParameterizedTest
    @ValueSource(strings = {"Date: a:b", "Hose: a:b", "Content-Lengtx: x", "Transfer-Encodinx: x", "Accept: x", "X: 1"})
    void aHeaderOfAnotherNameSaysNothing(String line) {
        assertThat(header(line)).isNull();
        assertThat(fields.length()).isEqualTo(-1);
        assertThat(fields.isChunked()).isFalse();
        assertThat(fields.expects()).isFalse();
        assertThat(fields.judge()).isEqualTo(Answer.BAD_HOST);
    }

    @Test
    void aHostIsNeededOnce() {
        assertThat(header("Host: a.test")).isNull();
        assertThat(fields.judge()).isNull();
        assertThat(header("Host: a.test")).isNull();
        assertThat(fields.judge()).isEqualTo(Answer.BAD_HOST);
    }

    @Test
    void aHostWithABadPortIsRefused() {
        assertThat(header("Host: a.test:80")).isNull();
        assertThat(header("Host: a.test:x")).isEqualTo(Answer.BAD_HOST);
    }
}
