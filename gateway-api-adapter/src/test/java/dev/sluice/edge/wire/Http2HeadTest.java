package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2HeadTest {

    private static final String[] GET = {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a.test"};

    /** As a decoder would give them that judges nothing. */
    private static Http2Headers headers(String... fields) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.length; i += 2) {
            headers.add(fields[i], fields[i + 1]);
        }
        return headers;
    }

    private static String[] get(String... more) {
        return Stream.concat(Stream.of(GET), Stream.of(more)).toArray(String[]::new);
    }

    private static boolean isRequest(String... fields) {
        return Http2Head.isRequest(headers(fields));
    }

    private static boolean isTrailers(String... fields) {
        return Http2Head.isTrailers(headers(fields));
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
                Http2Headers headers = headers(GET);
                headers.remove(GET[lost]);
                assertThat(Http2Head.isRequest(headers))
                        .as("without %s", GET[lost])
                        .isFalse();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {":method", ":scheme", ":path", ":authority"})
        void saysNothingTwice(String name) {
            Http2Headers headers = headers(GET);
            headers.add(name, headers.get(name));
            assertThat(Http2Head.isRequest(headers)).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.Http2HeadTest#badFields")
        void hasNoMalformedField(String name, String value) {
            assertThat(isRequest(get(name, value))).isFalse();
            assertThat(isRequest(get("x-before", "1", name, value, "x-after", "1")))
                    .isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.Http2HeadTest#goodFields")
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
    class AHost {

        @Test
        void thatSaysTheSameAsTheAuthorityIsDropped() {
            Http2Headers headers = headers(get("host", "A.Test"));
            assertThat(Http2Head.isRequest(headers)).isTrue();
            assertThat(headers.contains("host")).isFalse();
            assertThat(headers.authority()).hasToString("a.test");
        }

        @Test
        void mayStandForTheAuthority() {
            Http2Headers headers = headers(":method", "GET", ":scheme", "http", ":path", "/", "host", "a.test");
            assertThat(Http2Head.isRequest(headers)).isTrue();
            assertThat(headers.getAll("host")).hasSize(1);
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
        @MethodSource("dev.sluice.edge.wire.Http2HeadTest#badFields")
        void haveNoMalformedField(String name, String value) {
            assertThat(isTrailers(name, value)).isFalse();
            assertThat(isTrailers("sum", "1", name, value, "grpc-status", "0")).isFalse();
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.edge.wire.Http2HeadTest#goodFields")
        void haveAnySoundField(String name, String value) {
            assertThat(isTrailers(name, value, "grpc-status", "0")).isTrue();
        }
    }
}
