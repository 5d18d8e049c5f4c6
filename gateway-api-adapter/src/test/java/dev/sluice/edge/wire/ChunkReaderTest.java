package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RequestLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkReaderTest {

    private static final int HEADERS = 100;
    private static final int COUNT = 5;
    private static final int BODY = 1_000;
    private static final RequestLimits LIMITS = new RequestLimits(100, HEADERS, COUNT, BODY);
    private static final String END = "0\r\n\r\n";

    /** What a reader says of octets that come in one piece, and octet by octet, which is the same. */
    private static Read read(RequestLimits limits, String octets) {
        ChunkReader whole = new ChunkReader(limits);
        Read read = new Read(whole.read(Unpooled.copiedBuffer(octets, ISO_8859_1)), whole.isDone(), whole.fault());
        ChunkReader slow = new ChunkReader(limits);
        int taken = 0;
        for (byte octet : octets.getBytes(ISO_8859_1)) {
            ByteBuf one = Unpooled.wrappedBuffer(new byte[] {octet});
            taken += slow.fault() == null ? slow.read(one) : 0;
        }
        assertThat(new Read(taken, slow.isDone(), slow.fault())).isEqualTo(read);
        return read;
    }

    private static Read read(String octets) {
        return read(LIMITS, octets);
    }

    private static void assertSound(String octets) {
        assertThat(read(octets)).as("%s", octets).isEqualTo(new Read(octets.length(), true, null));
    }

    /** Whether the fault is found at the octet behind the sound ones. */
    private static void assertBroken(String sound, String rest) {
        assertThat(read(sound + rest))
                .as("%s%s", sound, rest)
                .isEqualTo(new Read(sound.length(), false, Answer.REQUEST_BROKEN));
    }

    /** How many octets were sound, and what is known after them. */
    private record Read(int octets, boolean done, @Nullable Answer fault) {}

    @Nested
    class ABody {

        @Test
        void endsWithItsLastChunk() {
            String body = "3\r\nabc\r\n" + END;
            assertThat(read(body + "GET / HTTP/1.1\r\n")).isEqualTo(new Read(body.length(), true, null));
        }

        @Test
        void isNotOverBeforeItsLastOctet() {
            String body = "3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n";
            for (int end = 0; end < body.length(); end++) {
                assertThat(read(body.substring(0, end))).isEqualTo(new Read(end, false, null));
            }
        }

        @Test
        void mayFollowAnother() {
            ChunkReader reader = new ChunkReader(LIMITS);
            for (int i = 0; i < 3; i++) {
                String body = "258\r\n" + "x".repeat(600) + "\r\n0\r\n" + "X: y\r\n".repeat(COUNT) + "\r\n";
                assertThat(reader.read(Unpooled.copiedBuffer(body, ISO_8859_1))).isEqualTo(body.length());
                assertThat(reader.isDone()).isTrue();
                reader.reset();
                assertThat(reader.isDone()).isFalse();
            }
        }

        @Test
        void mayHoldTheEndOfOneInAChunk() {
            assertSound("5\r\n" + END + "\r\n" + END);
        }

        @Test
        void isAsLargeAsItsChunksTogetherMayBe() {
            String most = "1f4\r\n" + "x".repeat(500) + "\r\n1f4\r\n" + "x".repeat(500) + "\r\n";
            assertSound(most + END);
            assertThat(read(most + "1\r\nx\r\n")).isEqualTo(new Read(most.length() + 1, false, Answer.BODY_TOO_LARGE));
            assertThat(read("3e9\r\n")).isEqualTo(new Read(3, false, Answer.BODY_TOO_LARGE));
        }
    }

    @Nested
    class ASize {

        @ParameterizedTest
        @CsvSource({"1,1", "a,10", "A,10", "0a,10", "10,16", "0000000f,15", "fF,255"})
        void isHexadecimal(String digits, int size) {
            assertSound(digits + "\r\n" + "x".repeat(size) + "\r\n" + END);
        }

        @Test
        void hasAtMostEightDigits() {
            assertSound("00000001\r\nx\r\n00000000\r\n\r\n");
            assertBroken("00000000", "1\r\nx\r\n");
        }

        @Test
        void isAtMostTwoGibibytesLessOne() {
            RequestLimits limits = new RequestLimits(100, HEADERS, COUNT, Long.MAX_VALUE);
            assertThat(read(limits, "7fffffff\r\n")).isEqualTo(new Read(10, false, null));
            assertThat(read(limits, "80000000\r\n")).isEqualTo(new Read(8, false, Answer.REQUEST_BROKEN));
            assertThat(read(limits, "ffffffff\r\n")).isEqualTo(new Read(8, false, Answer.REQUEST_BROKEN));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r\n", ";a\r\n", " 1\r\n", "+1\r\n", "-1\r\n", "g\r\n", "\n", "\u00b2\r\n"})
        void beginsWithADigit(String octets) {
            assertBroken("", octets);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x1\r\n", " \r\n", "\t\r\n", "\n", ",\r\n", "h\r\n", "\u00a0\r\n"})
        void endsWithItsLineOrAnExtension(String octets) {
            assertBroken("1", octets);
        }

        @Test
        void endsInCrLf() {
            assertBroken("1\r", "x");
            assertBroken("1\r", "\r\n");
            assertBroken("0\r", "\r\n");
        }
    }

    @Nested
    class AChunk {

        @ParameterizedTest
        @ValueSource(strings = {"\n", "y\r\n", "0\r\n", "\n\r"})
        void endsInCr(String octets) {
            assertBroken("1\r\nx", octets);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\r\n", "0\r\n", "x"})
        void endsInLf(String octets) {
            assertBroken("1\r\nx\r", octets);
        }
    }

    @Nested
    class AnExtension {

        @ParameterizedTest
        @ValueSource(strings = {"", "a", "a=b", " a = b", "\ta", "a=\"b\"", "a=\"b;c\"", "a;b;c", "~!#$%&'*+-.^_`|"})
        void isVisible(String extension) {
            assertSound("1;" + extension + "\r\nx\r\n0;" + extension + "\r\n\r\n");
        }

        @Test
        void hasAtMost256Octets() {
            assertSound("1;" + "a".repeat(256) + "\r\nx\r\n" + END);
            assertBroken("1;" + "a".repeat(256), "a\r\nx\r\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"\n", "\u0000", "\u000b", "\u007f", "\\", "\u0080", "\u0085", "\u00a0", "\u00e9", "\u00ff"})
        void holdsNothingElse(String octet) {
            assertBroken("1;a", octet);
            assertBroken("1;a=\"", octet);
            assertBroken("1\r\nx\r\n0;", octet);
        }

        @Test
        void doesNotEndInAQuotation() {
            assertBroken("1;a=\"b", "\r\n");
            assertBroken("1;a=\"b\"\"", "\r\n");
        }
    }

    @Nested
    class ATrailer {

        @ParameterizedTest
        @ValueSource(
                strings = {"X: y", "x:", "X:\t\u00e9", "X-Own_Name: \"", "!#$%&'*+-.^_`|~: :", "Content-Length: 5"})
        void isLikeAHeader(String line) {
            assertSound("0\r\n" + line + "\r\n\r\n");
            assertSound("0\r\nA: b\r\n" + line + "\r\n\r\n");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        X|` : y`
                        X|`\t: y`
                        X|`(: y`
                        ``|` X: y`
                        ``|`: y`
                        X: a|`\u007f`
                        X: a|`\u0001`
                        `X: a\r`|`b`
                        """)
        void hasATokenForAName(String sound, String rest) {
            assertBroken("0\r\n" + sound, rest + "\r\n\r\n");
        }

        @Test
        void endsInCrLf() {
            assertBroken("0\r\nX: y", "\n\r\n");
            assertBroken("0\r\nX: y\r", "\r\n");
            assertBroken("0\r\nX", "\r\n");
            assertBroken("0\r\n\r", "\r\n");
            assertBroken("0\r\n", "\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Content_Length",
                    "transfer_Encoding",
                    "X_Forwarded_For",
                    "x-forwarded_anything-that-is-very-long"
                })
        void isNotNamedAsABackendReadsAnother(String name) {
            assertBroken("0\r\n" + name, ": y\r\n\r\n");
            assertBroken("0\r\nX-Other: y\r\n" + name, ": y\r\n\r\n");
        }

        @Test
        void isOneOfAsManyAsHeaders() {
            assertSound("0\r\n" + "X: y\r\n".repeat(COUNT) + "\r\n");
            assertBroken("0\r\n" + "X: y\r\n".repeat(COUNT) + "X", ": y\r\n\r\n");
        }

        @Test
        void isNotLongerThanHeaders() {
            // Each octet but a LF counts, and the CR of the last line.
            String line = "X: " + "y".repeat(HEADERS - "X: ".length() - 2);
            assertSound("0\r\n" + line + "\r\n\r\n");
            assertBroken("0\r\n" + line + "y\r\n", "\r\n");
        }
    }
}
