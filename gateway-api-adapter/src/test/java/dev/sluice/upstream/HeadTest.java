package dev.sluice.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.answer.Answer;
import dev.sluice.message.RequestBody;
import dev.sluice.upstream.UpstreamOutcome.Progress;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to a backend before a body, and what comes back. */
final class HeadTest extends UpstreamFixture {

    @Nested
    final class Request {

        @Test
        void nothingIsAddedToTheHead() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, HttpMethod.GET);
                assertThat(backend.heads().take()).isEqualTo("GET / HTTP/1.1\r\nhost: shop\r\n\r\n");
                exchange(backend, HttpMethod.POST);
                assertThat(backend.heads().take()).isEqualTo("POST / HTTP/1.1\r\nhost: shop\r\n\r\n");
            }
        }

        @Test
        void targetIsSentByteForByte() throws Exception {
            String target = "//a|b^c%2F;d=1/%zz/{x}\"?q=[%20]&u=http://x&r=#";
            try (RawBackend backend = RawBackend.answering()) {
                exchange(backend, request(HttpMethod.GET, target, RequestBody.NONE));
                assertThat(backend.heads().take()).startsWith("GET " + target + " HTTP/1.1\r\n");
                exchange(backend, request(HttpMethod.OPTIONS, "*", RequestBody.NONE));
                assertThat(backend.heads().take()).startsWith("OPTIONS * HTTP/1.1\r\n");
            }
        }

        @Test
        void headersOfTheRequestAreLeftAsTheyAre() throws Exception {
            try (RawBackend backend = RawBackend.answering()) {
                UpstreamRequest chunked = upload(HttpMethod.POST, text("abc"));
                exchange(backend, chunked);
                assertThat(chunked.headers().names()).containsExactly("host");
            }
        }
    }

    @Nested
    final class Response {

        @Test
        void connectionHeadersAreRemoved() throws Exception {
            try (RawBackend backend = answering(String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Connection: keep-alive, X-Hop",
                    "Keep-Alive: timeout=5",
                    "X-Hop: 1",
                    "X-End: 2",
                    "Content-Length: 0",
                    "\r\n"))) {
                assertThat(received(exchange(backend, HttpMethod.GET)).headers().names())
                        .containsExactlyInAnyOrder("X-End", "Content-Length");
            }
        }

        @Test
        void bodilessResponsesEndWithTheirHead() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n");
                peer.readHead();
                peer.write("HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n");
                peer.readHead();
                peer.write("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n");
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
            })) {
                var head = received(exchange(backend, HttpMethod.HEAD));
                assertThat(head.headers().get("content-length")).isEqualTo("9");
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isEqualTo(204);
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isEqualTo(304);
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isEqualTo(200);
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "220 mail.example.com ESMTP\r\n\r\n",
                    "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 099 No\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 9999 No\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
                    "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc",
                    "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\nabc",
                    "HTTP/1.1 200 OK\r\nContent-Length: +3\r\n\r\nabc",
                    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nabc",
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nA: b\0c\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 200 OK\r\nContent-Le"
                })
        void whatCanBeReadInTwoWaysIsAFault(String response) throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                peer.write(response);
            })) {
                var failed = failed(exchange(backend, HttpMethod.GET));
                assertThat(failed.answer()).isEqualTo(Answer.UPSTREAM_BROKEN);
                assertThat(failed.progress()).isEqualTo(Progress.SENT);
            }
        }

        @Test
        void headersBeyondTheLimitAreAFault() throws Exception {
            String large = "HTTP/1.1 200 OK\r\nA: " + "a".repeat(60 * 1024) + "\r\nContent-Length: 0\r\n\r\n";
            String tooLarge = "HTTP/1.1 200 OK\r\nA: " + "a".repeat(70 * 1024) + "\r\nContent-Length: 0\r\n\r\n";
            try (RawBackend backend = answering(large);
                    RawBackend other = answering(tooLarge)) {
                assertThat(received(exchange(backend, HttpMethod.GET)).status().code())
                        .isEqualTo(200);
                assertThat(answer(exchange(other, HttpMethod.GET))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }
    }

    @Nested
    final class Interim {

        private static final String HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: x\r\n\r\n";

        @Test
        void isHandedOnAndIsNotTheResponse() throws Exception {
            List<String> seen = new ArrayList<>();
            try (RawBackend backend = answering(HINTS + "HTTP/1.1 100 Continue\r\n\r\n" + HINTS + RawBackend.OK)) {
                for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
                    UpstreamRequest request = with(
                            request(method),
                            (status, headers) -> seen.add(status.code() + " " + String.join(",", headers.names())));
                    assertThat(received(exchange(backend, request)).status().code())
                            .isEqualTo(200);
                }
                assertThat(seen).containsExactly("103 Link", "103 Link", "103 Link", "103 Link");
                assertThat(backend.opened()).isEqualTo(1);
            }
        }

        @Test
        void withoutEndIsAFault() throws Exception {
            try (RawBackend backend = new RawBackend(peer -> {
                peer.readHead();
                while (true) {
                    peer.write(HINTS);
                }
            })) {
                assertThat(answer(exchange(backend, HttpMethod.GET))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }

        @Test
        void switchingProtocolsUnaskedIsAFault() throws Exception {
            try (RawBackend backend = answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")) {
                assertThat(answer(exchange(backend, HttpMethod.GET))).isEqualTo(Answer.UPSTREAM_BROKEN);
            }
        }
    }
}
