package dev.sluice.edge.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFieldsTest {

    private static final String[] GET = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a.test"};

    /** As HPACK gives them. */
    private static RequestFields read(String... fields) {
        RequestFields read = new RequestFields();
        for (int i = 0; i < fields.length; i += 2) {
            read.add(text(fields[i]), text(fields[i + 1]));
        }
        return read;
    }

    private static AsciiString text(String text) {
        return new AsciiString(text.getBytes(UTF_8), false);
    }

    private static @Nullable ClientRequest request(String... fields) {
        return read(fields).request("http", true);
    }

    private static ClientRequest sound(String... fields) {
        return Objects.requireNonNull(request(fields));
    }

    private static String[] get(String... more) {
        return Stream.concat(Stream.of(GET), Stream.of(more)).toArray(String[]::new);
    }

    private static boolean isRequest(String... fields) {
        return request(fields) != null;
    }

    private static boolean isTrailers(String... fields) {
        return read(fields).trailers() != null;
    }

    @Test
    void decoderIsShownTheLengthThatItHoldsTheBodyTo() {
        RequestFields read = read(get("content-length", "5", "x", "6"));
        assertThat(read.getAll("content-length")).map(CharSequence::toString).containsExactly("5");
        assertThat(read.getAll("x")).isEmpty();

        read.setLong("content-length", 7);
        assertThat(read.getAll("content-length")).map(CharSequence::toString).containsExactly("5");
    }

    @Test
    void decoderIsShownLengthsThatDiffer() {
        RequestFields read = read(get("content-length", "5", "content-length", "6"));
        assertThat(read.getAll("content-length")).map(CharSequence::toString).containsExactly("5", "6");
        assertThat(read.request("http", false)).isNull();
    }

    /** Fields that may stand neither in a request nor in trailers. */
    static Stream<Arguments> badFields() {
        return Stream.of(
                Arguments.of(":status", "200"),
                Arguments.of(":own", "x"),
                Arguments.of(":", "x"),
                Arguments.of(":Method", "GET"),
                Arguments.of(":protocol", "websocket"),
                Arguments.of("connection", "close"),
                Arguments.of("keep-alive", "x"),
                Arguments.of("proxy-connection", "close"),
                Arguments.of("transfer-encoding", "chunked"),
                Arguments.of("upgrade", "h2c"),
                Arguments.of("http2-settings", "AAMAAABk"),
                Arguments.of("te", "gzip"),
                Arguments.of("te", "trailers, deflate"),
                Arguments.of("te", ""),
                Arguments.of("X-Upper", "x"),
                Arguments.of("x-uppeR", "x"),
                Arguments.of("Content-Length", "0"),
                Arguments.of("", "x"),
                Arguments.of("x y", "x"),
                Arguments.of("x:y", "x"),
                Arguments.of("x\r\ny", "x"),
                Arguments.of("x\u0000", "x"),
                Arguments.of("x\u007f", "x"),
                Arguments.of("\u00e9", "x"),
                Arguments.of("x\u0161", "x"),
                Arguments.of("x", "a\r\nb: c"),
                Arguments.of("x", "a\nb"),
                Arguments.of("x", "a\rb"),
                Arguments.of("x", "a\u0000b"),
                Arguments.of("x", "a\u007f"),
                Arguments.of("x", " a"),
                Arguments.of("x", "a "),
                Arguments.of("x", "\ta"),
                Arguments.of("x", "a\t"),
                Arguments.of("x", " "),
                Arguments.of("x_forwarded_for", "1"),
                Arguments.of("content_length", "1"),
                Arguments.of("transfer_encoding", "chunked"));
    }

    static Stream<Arguments> goodFields() {
        return Stream.of(
                Arguments.of("x", ""),
                Arguments.of("x", "a b\tc"),
                Arguments.of("x", "\u00e9\u00ff"),
                Arguments.of("x", "a, b; c=\"d\""),
                Arguments.of("x_own", "1"),
                Arguments.of("!#$%&'*+-.^_`|~09az", "1"),
                Arguments.of("te", "trailers"),
                Arguments.of("te", "Trailers"));
    }

    @Nested
    class ARequest {

        @ParameterizedTest
        @ValueSource(strings = {"/", "/a?b", "/%zz", "/|^{}\"<>[]`", "*"})
        void hasAPath(String path) {
            assertThat(isRequest(":method", "OPTIONS", ":scheme", "https", ":path", path, ":authority", "a.test"))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "a",
                    "?",
                    "http://a.test/",
                    " /",
                    "/a b",
                    "/a\r\nx: y",
                    "/\u0000",
                    "/\u007f",
                    "/\u00e9",
                    "/\u0161"
                })
        void hasNoOtherPath(String path) {
            assertThat(isRequest(":method", "GET", ":scheme", "http", ":path", path, ":authority", "a.test"))
                    .isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"http", "https", "HTTP", "Https"})
        void hasAScheme(String scheme) {
            assertThat(isRequest(":method", "GET", ":scheme", scheme, ":path", "/"))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "ftp", "http ", "httpsx", "http\u0000"})
        void hasNoOtherScheme(String scheme) {
            assertThat(isRequest(":method", "GET", ":scheme", scheme, ":path", "/"))
                    .isFalse();
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET", "get", "X-OWN", "!", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"})
        void hasAMethod(String method) {
            assertThat(isRequest(":method", method, ":scheme", "http", ":path", "/"))
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "G T", "G\r\nT", "GET ", "\u0141", "G\u00cbT", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG"})
        void hasNoOtherMethod(String method) {
            assertThat(isRequest(":method", method, ":scheme", "http", ":path", "/"))
                    .isFalse();
        }

        @Test
        void lacksNothing() {
            assertThat(isRequest(GET)).isTrue();
            assertThat(isRequest()).isFalse();
            for (int lost = 0; lost < 6; lost += 2) {
                List<String> fields = new ArrayList<>(List.of(GET));
                fields.subList(lost, lost + 2).clear();
                assertThat(isRequest(fields.toArray(String[]::new)))
                        .as("without %s", GET[lost])
                        .isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {":method", ":scheme", ":path", ":authority"})
        void saysNothingTwice(String name) {
            int at = List.of(GET).indexOf(name);
            assertThat(isRequest(get(name, GET[at + 1]))).isFalse();
            String[] twice =
                    Stream.concat(Stream.of(name, GET[at + 1]), Stream.of(GET)).toArray(String[]::new);
            assertThat(isRequest(twice)).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.RequestFieldsTest#badFields")
        void hasNoMalformedField(String name, String value) {
            assertThat(isRequest(get(name, value))).isFalse();
            assertThat(isRequest(get("x-before", "1", name, value, "x-after", "1")))
                    .isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.RequestFieldsTest#goodFields")
        void hasAnySoundField(String name, String value) {
            assertThat(isRequest(get(name, value, name, value))).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {" a.test", "a.test\r\nx: y", "a\u0000", "a.test\t"})
        void hasASoundAuthority(String authority) {
            assertThat(isRequest(":method", "GET", ":scheme", "http", ":path", "/", ":authority", authority))
                    .isFalse();
        }

        @Test
        void saysOnceHowLongItIs() {
            assertThat(isRequest(get("content-length", "5"))).isTrue();
            assertThat(isRequest(get("content-length", "5", "content-length", "5")))
                    .isFalse();
        }
    }

    @Nested
    class WhatIsRead {

        @Test
        void isWhatTheClientWrote() {
            ClientRequest request = sound(get("x", "1", "y", "2", "x", "3"));
            assertThat(request.isHttp2()).isTrue();
            assertThat(request.method()).isEqualTo(HttpMethod.GET);
            assertThat(request.target()).isEqualTo("/");
            assertThat(request.headers().getAll("x")).containsExactly("1", "3");
            assertThat(request.headers().names()).containsExactlyInAnyOrder("x", "y", "host");
        }

        @Test
        void hasOneCookieFieldOfThoseThatTheClientSplit() {
            ClientRequest request = sound(get("cookie", "a=1", "x", "1", "cookie", "b=2; c=3", "cookie", "d=4"));
            assertThat(request.headers().getAll("cookie")).containsExactly("a=1; b=2; c=3; d=4");
        }

        @Test
        void hasTheSchemeOfTheConnectionWhateverTheClientSays() {
            ClientRequest request = Objects.requireNonNull(
                    read(":method", "GET", ":scheme", "http", ":path", "/").request("https", true));
            assertThat(request.scheme()).isEqualTo("https");
        }

        @Test
        void hasTheBodyThatFollows() {
            RequestFields open = read(get());
            assertThat(headers(open, false).get("transfer-encoding")).isEqualTo("chunked");
            RequestFields sized = read(get("content-length", "5"));
            assertThat(headers(sized, false).contains("transfer-encoding")).isFalse();
            assertThat(headers(read(get()), true).contains("transfer-encoding")).isFalse();
        }

        @ParameterizedTest
        @CsvSource({"POST, 0", "PUT, 0", "PATCH, 0", "GET,", "HEAD,", "DELETE,", "OPTIONS,", "post,"})
        void saysThatNoBodyFollowsWhereItsMethodLetsExpectOne(String method, @Nullable String length) {
            ClientRequest request = sound(":method", method, ":scheme", "http", ":path", "/");
            assertThat(request.headers().get("content-length")).isEqualTo(length);
        }

        @Test
        void holdsTheTrailersToo() {
            HttpHeaders trailers =
                    Objects.requireNonNull(read("sum", "1", "grpc-status", "0").trailers());
            assertThat(trailers.get("sum")).isEqualTo("1");
            assertThat(trailers.size()).isEqualTo(2);
        }

        private static HttpHeaders headers(RequestFields read, boolean ends) {
            return Objects.requireNonNull(read.request("http", ends)).headers();
        }
    }

    @Nested
    class AHost {

        @Test
        void thatSaysTheSameAsTheAuthorityIsDropped() {
            assertThat(sound(get("host", "A.Test")).headers().getAll("host")).containsExactly("a.test");
        }

        @Test
        void mayStandForTheAuthority() {
            ClientRequest request = sound(":method", "GET", ":scheme", "http", ":path", "/", "host", "a.test");
            assertThat(request.headers().getAll("host")).containsExactly("a.test");
        }

        @Test
        void saysNothingElse() {
            assertThat(isRequest(get("host", "b.test"))).isFalse();
            assertThat(isRequest(get("host", "a.test:80"))).isFalse();
            assertThat(isRequest(get("host", ""))).isFalse();
        }

        @Test
        void standsThereOnce() {
            assertThat(isRequest(get("host", "a.test", "host", "a.test"))).isFalse();
            assertThat(isRequest(":method", "GET", ":scheme", "http", ":path", "/", "host", "a.test", "host", "a.test"))
                    .isFalse();
        }
    }

    @Nested
    class AConnect {

        @Test
        void hasAnAuthorityOnly() {
            assertThat(isRequest(":method", "CONNECT", ":authority", "a.test:443"))
                    .isTrue();
            assertThat(isRequest(":method", "CONNECT")).isFalse();
            assertThat(isRequest(":method", "CONNECT", ":authority", "a.test:443", ":path", "/"))
                    .isFalse();
            assertThat(isRequest(":method", "CONNECT", ":authority", "a.test:443", ":scheme", "http"))
                    .isFalse();
            assertThat(isRequest(":method", "connect", ":authority", "a.test:443"))
                    .isFalse();
        }
    }

    @Nested
    class Trailers {

        @Test
        void mayBeNone() {
            assertThat(isTrailers()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {":method", ":scheme", ":path", ":authority", ":status", ":own"})
        void haveNoPseudoHeader(String name) {
            assertThat(isTrailers(name, "x")).isFalse();
            assertThat(isTrailers("sum", "1", name, "/")).isFalse();
            assertThat(isTrailers(name, "")).isFalse();
        }

        @Test
        void doNotSayHowLongTheBodyWas() {
            for (String length : List.of("0", "5", "")) {
                assertThat(isTrailers("content-length", length)).isFalse();
            }
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.RequestFieldsTest#badFields")
        void haveNoMalformedField(String name, String value) {
            assertThat(isTrailers(name, value)).isFalse();
            assertThat(isTrailers("sum", "1", name, value, "grpc-status", "0")).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.RequestFieldsTest#goodFields")
        void haveAnySoundField(String name, String value) {
            assertThat(isTrailers(name, value, "grpc-status", "0")).isTrue();
        }
    }
}
