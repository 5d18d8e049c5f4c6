package dev.sluice.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.GrpcStatus;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AnswerTest {

    @ParameterizedTest
    @EnumSource
    void textIsOneSentence(Answer answer) {
        Reply reply = answer.to(context("GET"));
        assertThat(text(reply)).matches("[A-Z][A-Za-z0-9 ]+\\.\n");
        assertThat(reply.headers().get("content-type")).isEqualTo("text/plain; charset=utf-8");
    }

    @ParameterizedTest
    @EnumSource
    void problemHasTheMembersOfRfc9457AndTheRequestId(Answer answer) {
        Reply reply = answer.to(context("GET", "application/problem+json"));
        JsonNode problem = JsonMapper.shared().readTree(text(reply));
        assertThat(reply.headers().get("content-type")).isEqualTo("application/problem+json");
        assertThat(problem.propertyNames()).containsExactly("type", "title", "status", "detail", "requestId");
        assertThat(problem.get("type").asString()).isEqualTo("about:blank");
        assertThat(problem.get("title").asString()).isNotBlank().doesNotContain("Entity", "URI Too Long ", "Request-");
        assertThat(problem.get("status").asInt()).isEqualTo(reply.status().code());
        assertThat(problem.get("detail").asString() + "\n").isEqualTo(text(answer.to(context("GET"))));
        assertThat(problem.get("requestId").asString()).isEqualTo("id-1");
    }

    @ParameterizedTest
    @EnumSource
    void headersNameTheRequestAndForbidToStoreTheAnswer(Answer answer) {
        Reply reply = answer.to(context("POST"));
        assertThat(reply.status()).isEqualTo(answer.status());
        assertThat(reply.headers().get("x-request-id")).isEqualTo("id-1");
        assertThat(reply.headers().get("cache-control")).isEqualTo("no-store");
        assertThat(reply.headers().getInt("content-length"))
                .isEqualTo(text(reply).length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/problem+json"})
    void headIsToldTheLengthAndGetsNoBody(String accept) {
        Reply reply = Answer.NO_ROUTE.to(context("HEAD", accept));
        assertThat(reply.hasBody()).isFalse();
        assertThat(text(reply)).isEmpty();
        assertThat(reply.headers().getInt("content-length"))
                .isEqualTo(text(Answer.NO_ROUTE.to(context("GET", accept))).length());
    }

    @ParameterizedTest
    @EnumSource
    void callGetsAStatusAsTrailersWithoutAMessage(Answer answer) {
        Reply reply = answer.to(call("POST", "application/grpc+proto"));
        assertThat(reply.status().code()).isEqualTo(200);
        assertThat(reply.hasBody()).isFalse();
        assertThat(reply.headers().get("content-type")).isEqualTo("application/grpc");
        assertThat(reply.headers().contains("content-length")).isFalse();
        assertThat(reply.headers().getInt("grpc-status"))
                .isEqualTo(answer.grpcStatus().code())
                .isPositive();
        assertThat(reply.headers().get("grpc-message") + "\n").isEqualTo(text(answer.to(context("GET"))));
        assertThat(reply.headers().get("x-request-id")).isEqualTo("id-1");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ROUTE, UNIMPLEMENTED",
        "NO_LISTENER, UNIMPLEMENTED",
        "BACKEND_UNRESOLVED, UNAVAILABLE",
        "NO_BACKEND, UNAVAILABLE",
        "NO_ENDPOINT, UNAVAILABLE",
        "UPSTREAM_CONNECT, UNAVAILABLE",
        "UPSTREAM_TLS, UNAVAILABLE",
        "UPSTREAM_TIMEOUT, UNAVAILABLE",
        "REQUEST_TIMEOUT, DEADLINE_EXCEEDED",
        "RATE_LIMITED, RESOURCE_EXHAUSTED",
        "BAD_REQUEST, INTERNAL",
        "RULE_REFUSED, UNKNOWN"
    })
    void statusOfACallIsThatOfGrpcsTable(Answer answer, GrpcStatus status) {
        assertThat(answer.grpcStatus()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"GET, application/grpc", "POST, application/grpc-web", "POST, text/plain"})
    void whatIsNoCallGetsTheStatusOfHttp(String method, String contentType) {
        assertThat(Answer.NO_ROUTE.to(call(method, contentType)).status().code())
                .isEqualTo(404);
    }

    @Test
    void bodyCanBeTakenMoreThanOnce() {
        Reply reply = Answer.NO_ROUTE.to(context("GET"));
        assertThat(text(reply)).isEqualTo(text(reply)).isNotEmpty();
    }

    @Test
    void onlyWhatTimeHelpsSaysWhenToComeBack() {
        assertThat(Arrays.stream(Answer.values())
                        .filter(answer -> answer.to(context("GET")).headers().contains("retry-after")))
                .containsExactlyInAnyOrder(Answer.UPSTREAM_FULL, Answer.RETRY_BUDGET, Answer.NO_ENDPOINT)
                .allSatisfy(answer -> assertThat(answer.status().code()).isEqualTo(503));
    }

    @ParameterizedTest
    @CsvSource({
        "NO_ROUTE, 404, no_route",
        "NO_LISTENER, 404, no_listener",
        "RULE_REFUSED, 500, rule_refused",
        "NO_BACKEND, 500, no_backend",
        "BACKEND_UNRESOLVED, 500, backend_unresolved",
        "NO_ENDPOINT, 503, no_endpoint",
        "UPSTREAM_FULL, 503, upstream_full",
        "RETRY_BUDGET, 503, retry_budget",
        "UPSTREAM_TIMEOUT, 504, upstream_timeout",
        "REQUEST_TIMEOUT, 504, request_timeout",
        "CLIENT_TOO_SLOW, 408, client_too_slow",
        "BODY_TOO_LARGE, 413, body_too_large",
        "TARGET_TOO_LONG, 414, target_too_long",
        "HEADERS_TOO_LARGE, 431, headers_too_large",
        "MISDIRECTED, 421, misdirected",
        "RATE_LIMITED, 429, rate_limited",
        "RATE_LIMIT_FAILED, 503, rate_limit_failed",
        "CIRCUIT_OPEN, 503, circuit_open"
    })
    void statusAndReasonWordAreStable(Answer answer, int status, String reason) {
        assertThat(answer.status().code()).isEqualTo(status);
        assertThat(answer.reason()).isEqualTo(reason);
    }

    @Nested
    final class Accept {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/problem+json",
                    "APPLICATION/Problem+JSON",
                    "application/json",
                    "application/*",
                    "application/json, */*;q=0.8",
                    "application/json, */*",
                    "application/problem+json, text/*",
                    "text/plain;q=0.2, application/json;q=0.3",
                    "text/*;q=0.2, */*;q=0.9",
                    "text/plain;q=0, */*",
                    "*/*, text/plain;q=0.5",
                    "text/plain;q=0.999, application/json;q=1.000",
                    "text/plain;q=nonsense, application/json;q=0.1",
                    "text/plain; a=\"b,application/json;q=0;\\\"\"; q=0.1 , application/json;Q=0.2",
                    "application/json;charset=utf-8;q=0.3",
                    ", ,application/json"
                })
        void problemIsSentToThoseWhoPreferIt(String accept) {
            assertThat(type(accept)).isEqualTo("application/problem+json");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "*/*",
                    "text/plain",
                    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                    "text/plain, application/json",
                    "application/json, text/plain, */*",
                    "text/*, application/*",
                    "application/json;q=0.5, text/plain",
                    "application/problem+json;q=0, application/json, text/plain;q=0.1",
                    "application/json;q=0",
                    "application/json;q=1.5",
                    "application/json;q=0.1234",
                    "application/json;q=",
                    "image/png",
                    "json",
                    "x;y=\"application/json",
                    "x;y=\", application/json"
                })
        void textIsSentToTheOthers(String accept) {
            assertThat(type(accept)).isEqualTo("text/plain; charset=utf-8");
        }

        @Test
        void textIsSentToThoseWhoDoNotSay() {
            assertThat(Answer.NO_ROUTE.to(context("GET")).headers().get("content-type"))
                    .isEqualTo("text/plain; charset=utf-8");
        }

        @Test
        void severalHeadersAreOneList() {
            assertThat(type("text/plain;q=0.1", "application/json")).isEqualTo("application/problem+json");
        }

        private static String type(String... accept) {
            String type = Answer.NO_ROUTE.to(context("GET", accept)).headers().get("content-type");
            return type == null ? "" : type;
        }
    }

    @Nested
    final class Id {

        @ParameterizedTest
        @ValueSource(strings = {"id-1", "0af7651916cd43dd8448eb211c80319c", "Root=1-67891233-abcdef", "a/b+c=@x:y.z_~"})
        void theClientsIsKept(String id) {
            assertThat(RequestId.of(new DefaultHttpHeaders().set("X-Request-Id", id)))
                    .isEqualTo(id);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "a\"b", "a\\b", "ä", "<b>", "a,b", "{x}"})
        void oneThatCannotBeWrittenEverywhereIsReplaced(String id) {
            HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                    .withValidation(false)
                    .newHeaders()
                    .set("X-Request-Id", id);
            assertThat(RequestId.of(headers)).isNotEqualTo(id).hasSize(36);
        }

        @Test
        void oneThatIsTooLongIsReplaced() {
            assertThat(RequestId.of(new DefaultHttpHeaders().set("X-Request-Id", "a".repeat(129))))
                    .hasSize(36);
            assertThat(RequestId.of(new DefaultHttpHeaders().set("X-Request-Id", "a".repeat(128))))
                    .hasSize(128);
        }

        @Test
        void oursIsARandomUuid() {
            String id = RequestId.of(new DefaultHttpHeaders());
            assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
            assertThat(RequestId.of(new DefaultHttpHeaders())).isNotEqualTo(id);
        }

        @Test
        void anAnswerWithAnotherIsABug() {
            assertThatThrownBy(() -> Answer.NO_ROUTE.to(new AnswerContext("GET", new DefaultHttpHeaders(), "a\"b")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static AnswerContext context(String method, String... accept) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String value : accept) {
            headers.add("Accept", value);
        }
        return new AnswerContext(method, headers, "id-1");
    }

    private static AnswerContext call(String method, String contentType) {
        return new AnswerContext(method, new DefaultHttpHeaders().set("content-type", contentType), "id-1");
    }

    private static String text(Reply reply) {
        ByteBuf body = reply.body();
        try {
            return body.toString(UTF_8);
        } finally {
            body.release();
        }
    }
}
