package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.RouteFilter.ExternalAuth;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.QueryParameter;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** HTTPExternalAuthFilter of protocol GRPC, against Envoy's own messages on grpc-java. */
@ExtendWith(LeakDetection.class)
final class GrpcAuthorizationTest {

    private static final Status OK = Status.getDefaultInstance();
    private static final Status NO = Status.newBuilder().setCode(7).build();

    private final RawBackend shop = RawBackend.answering();
    private final Programs programs = new Programs().with(Programs.SHOP, shop);

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(shop);
    }

    private static ExternalAuth auth(int maxBody, String... headers) {
        return new ExternalAuth(
                new ExternalAuthorizer(new ExternalAuthorizer.Grpc(List.of(headers)), EnvoyAuthorizer.ID, maxBody));
    }

    private ProgramResponse ask(CheckResponse answer, Programs.Asking asking) throws IOException {
        try (var authorizer = EnvoyAuthorizer.saying(answer)) {
            programs.serve(authorizer.backend());
            return programs.run(programs.forwarding(auth(0)), asking);
        }
    }

    private AttributeContext attributes(ExternalAuth filter, Programs.Asking asking) throws Exception {
        try (var authorizer = EnvoyAuthorizer.saying(allowed(OkHttpResponse.newBuilder()))) {
            programs.serve(authorizer.backend());
            assertThat(programs.run(programs.forwarding(filter), asking).reason())
                    .isNull();
            return authorizer.request().getAttributes();
        }
    }

    private static CheckResponse allowed(OkHttpResponse.Builder ok) {
        return CheckResponse.newBuilder().setStatus(OK).setOkResponse(ok).build();
    }

    private static CheckResponse denied(DeniedHttpResponse.Builder denied) {
        return CheckResponse.newBuilder()
                .setStatus(NO)
                .setDeniedResponse(denied)
                .build();
    }

    private static HeaderValueOption.Builder option(String name, String value) {
        return HeaderValueOption.newBuilder()
                .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value));
    }

    private List<String> seenByShop() throws InterruptedException {
        return Objects.requireNonNull(shop.heads().poll(10, TimeUnit.SECONDS))
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private void isNotForwarded() {
        assertThat(shop.heads()).isEmpty();
    }

    @Test
    void authorizerIsShownTheWholeHead() throws Exception {
        AttributeContext shown = attributes(
                auth(0),
                programs.asking("DELETE")
                        .to("https", "shop.example.com:8443", 8443)
                        .with("X-A", "1")
                        .with("x-a", "2")
                        .with("Connection", "x-hop")
                        .with("X-Hop", "1"));

        AttributeContext.HttpRequest http = shown.getRequest().getHttp();
        assertThat(http.getId()).isEqualTo("id-1");
        assertThat(http.getMethod()).isEqualTo("DELETE");
        assertThat(http.getPath()).isEqualTo("/foo/a?q=1");
        assertThat(http.getHost()).isEqualTo("shop.example.com:8443");
        assertThat(http.getScheme()).isEqualTo("https");
        assertThat(http.getProtocol()).isEqualTo("HTTP/1.1");
        assertThat(http.getSize()).isZero();
        assertThat(http.getHeadersMap())
                .containsEntry("x-a", "1,2")
                .containsEntry("x-forwarded-for", "192.0.2.7")
                .containsEntry(":path", "/foo/a?q=1")
                .containsEntry(":method", "DELETE")
                .containsEntry(":authority", "shop.example.com:8443")
                .doesNotContainKeys("x-hop", "connection");
        assertThat(shown.getSource().getAddress().getSocketAddress().getAddress())
                .isEqualTo("192.0.2.7");
        assertThat(shown.getSource().getAddress().getSocketAddress().getPortValue())
                .isEqualTo(4711);
        assertThat(shown.getDestination().getAddress().getSocketAddress().getPortValue())
                .isEqualTo(8080);
        assertThat(shown.getRequest().getTime().getSeconds())
                .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.api.Assertions.within(60L));
        assertThat(shown.hasTlsSession()).isFalse();
        assertThat(shown.getUnknownFields().asMap()).isEmpty();
        assertThat(http.getUnknownFields().asMap()).isEmpty();
    }

    @Test
    void headersAreOnlyThoseThatAreNamed() throws Exception {
        AttributeContext shown = attributes(
                auth(0, "authorization"),
                programs.get().with("Authorization", "Bearer x").with("x-secret", "1"));

        assertThat(shown.getRequest().getHttp().getHeadersMap()).isEqualTo(Map.of("authorization", "Bearer x"));
    }

    @Test
    void bodyIsShownAsText() throws Exception {
        AttributeContext shown = attributes(auth(100), programs.asking("POST").body("name=b"));

        assertThat(shown.getRequest().getHttp().getBody()).isEqualTo("name=b");
        assertThat(shown.getRequest().getHttp().getSize()).isEqualTo(6);
        assertThat(shown.getRequest().getHttp().getRawBody()).isEqualTo(ByteString.EMPTY);
    }

    @Test
    void bodyThatIsNoTextIsShownRaw() throws Exception {
        byte[] body = {(byte) 0xff, 0, 1};
        AttributeContext shown = attributes(
                auth(100), programs.asking("POST").body(Flux.defer(() -> Flux.just(Unpooled.copiedBuffer(body)))));

        assertThat(shown.getRequest().getHttp().getRawBody()).isEqualTo(ByteString.copyFrom(body));
        assertThat(shown.getRequest().getHttp().getBody()).isEmpty();
    }

    @Test
    void largeBodyIsShownWhole() throws Exception {
        String body = Programs.digits(3_000_000);
        AttributeContext shown =
                attributes(auth(3_000_000), programs.asking("POST").body(body));

        assertThat(shown.getRequest().getHttp().getBody()).isEqualTo(body);
    }

    @Test
    void bodyThatIsNotShownHasItsLength() throws Exception {
        AttributeContext shown = attributes(auth(0), programs.asking("POST").body("abc"));
        assertThat(shown.getRequest().getHttp().getSize()).isEqualTo(3);
        assertThat(shown.getRequest().getHttp().getBody()).isEmpty();

        AttributeContext chunked = attributes(
                auth(0),
                programs.asking("POST").body(Flux.just(Unpooled.copiedBuffer("abc", StandardCharsets.US_ASCII))));
        assertThat(chunked.getRequest().getHttp().getSize()).isEqualTo(-1);
    }

    @Test
    @SuppressWarnings("deprecation") // Authorizers send the append of old as well.
    void allowedRequestGetsToTheBackendChanged() throws Exception {
        ProgramResponse response = ask(
                allowed(OkHttpResponse.newBuilder()
                        .addHeaders(option("X-User", "bob"))
                        .addHeaders(option("x-more", "2").setAppend(BoolValue.of(true)))
                        .addHeaders(option("x-kept", "2").setAppendAction(HeaderAppendAction.ADD_IF_ABSENT))
                        .addHeaders(option("x-new", "2").setAppendAction(HeaderAppendAction.ADD_IF_ABSENT))
                        .addHeaders(option("x-if", "2").setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS))
                        .addHeaders(
                                option("x-over", "2").setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD))
                        .addHeaders(HeaderValueOption.newBuilder()
                                .setHeader(HeaderValue.newBuilder()
                                        .setKey("x-raw")
                                        .setRawValue(ByteString.copyFromUtf8("r"))))
                        .addHeadersToRemove("Authorization")
                        .addResponseHeadersToAdd(option("set-cookie", "a=1"))
                        .addResponseHeadersToAdd(option("set-cookie", "b=2"))),
                programs.get()
                        .with("x-user", "root")
                        .with("x_user", "root")
                        .with("x-more", "1")
                        .with("x-kept", "1")
                        .with("x-over", "1")
                        .with("authorization", "Bearer x"));

        assertThat(response.backend()).isNotNull();
        assertThat(response.headers().getAll("set-cookie")).containsExactly("a=1", "b=2");
        List<String> seen = seenByShop();
        assertThat(seen)
                .contains("x-user: bob", "x-more: 1", "x-more: 2", "x-kept: 1", "x-new: 2", "x-over: 2", "x-raw: r");
        assertThat(String.join("\n", seen)).doesNotContain("root", "x-if", "authorization", "Bearer");
    }

    @Test
    void queryIsChanged() throws Exception {
        ask(
                allowed(OkHttpResponse.newBuilder()
                        .addQueryParametersToSet(
                                QueryParameter.newBuilder().setKey("user").setValue("b b"))
                        .addQueryParametersToRemove("q")),
                programs.get());

        assertThat(seenByShop().getFirst()).isEqualTo("GET /foo/a?user=b%20b HTTP/1.1");
    }

    @Test
    void changesThatAuthorizersMayNotMakeAreLeftOut() throws Exception {
        ask(
                allowed(OkHttpResponse.newBuilder()
                        .addHeaders(option("host", "evil"))
                        .addHeaders(option(":path", "/evil"))
                        .addHeaders(option("content-length", "9"))
                        .addHeaders(option("transfer-encoding", "chunked"))
                        .addHeaders(option("connection", "x-a"))
                        .addHeadersToRemove("host")
                        .addHeadersToRemove("content-length")),
                programs.asking("POST").with("x-a", "1").body("abc"));

        assertThat(seenByShop())
                .contains("POST /foo/a?q=1 HTTP/1.1", "host: shop.example.com", "Content-Length: 3", "x-a: 1")
                .noneMatch(line -> line.contains("evil") || line.contains("chunked"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"x bad|1", "x-a|'1\n2'", "'x-a\r\nx-evil'|1", "''|1"})
    void headerThatNoneCanBeLetsNothingThrough(String name, String value) throws Exception {
        ProgramResponse response =
                ask(allowed(OkHttpResponse.newBuilder().addHeaders(option(name, value))), programs.get());

        assertThat(response.reason()).isEqualTo("external_auth_failed");
        isNotForwarded();
    }

    @Test
    void deniedRequestIsAnsweredAsTheAuthorizerSays() throws Exception {
        ProgramResponse response = ask(
                denied(DeniedHttpResponse.newBuilder()
                        .setStatus(HttpStatus.newBuilder().setCode(StatusCode.Unauthorized))
                        .addHeaders(option("WWW-Authenticate", "Basic"))
                        .addHeaders(option("set-cookie", "a=1"))
                        .addHeaders(option("set-cookie", "b=2"))
                        .addHeaders(option("content-length", "999"))
                        .setBody("Wer ist da?")),
                programs.get());

        assertThat(response.status().code()).isEqualTo(401);
        assertThat(response.headers().get("www-authenticate")).isEqualTo("Basic");
        assertThat(response.headers().getAll("set-cookie")).containsExactly("a=1", "b=2");
        assertThat(response.headers().getAll("content-length")).containsExactly("11");
        assertThat(Programs.text(response)).isEqualTo("Wer ist da?");
        assertThat(response.reason()).isEqualTo("external_auth_denied");
        isNotForwarded();
    }

    @Test
    void refusalOfAHeadRequestHasNoBody() throws Exception {
        ProgramResponse response = ask(denied(DeniedHttpResponse.newBuilder().setBody("no")), programs.asking("HEAD"));

        assertThat(response.headers().get("content-length")).isEqualTo("2");
        assertThat(Programs.text(response)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 200, 204, 999})
    void refusalWithoutAStatusOfOneIsA403(int status) throws Exception {
        ProgramResponse response = ask(
                denied(DeniedHttpResponse.newBuilder()
                        .setStatus(HttpStatus.newBuilder().setCodeValue(status))),
                programs.get());

        assertThat(response.status().code()).isEqualTo(403);
        isNotForwarded();
    }

    @Test
    void statusAloneRefuses() throws Exception {
        ProgramResponse response = ask(CheckResponse.newBuilder().setStatus(NO).build(), programs.get());

        assertThat(response.status().code()).isEqualTo(403);
        isNotForwarded();
    }

    @Test
    void answerThatSaysNothingIsNoPermission() throws Exception {
        ProgramResponse response = ask(CheckResponse.getDefaultInstance(), programs.get());

        assertThat(response.reason()).isEqualTo("external_auth_failed");
        isNotForwarded();
    }

    @Test
    void refusalThatSaysOkIsNoPermission() throws Exception {
        ProgramResponse response = ask(
                CheckResponse.newBuilder()
                        .setStatus(OK)
                        .setDeniedResponse(DeniedHttpResponse.getDefaultInstance())
                        .build(),
                programs.get());

        assertThat(response.reason()).isEqualTo("external_auth_failed");
        isNotForwarded();
    }

    @Test
    void refusedCallIsAnsweredAsGrpcWantsIt() throws Exception {
        ProgramResponse response = ask(
                CheckResponse.newBuilder().setStatus(NO).build(),
                programs.asking("POST").with("Content-Type", "application/grpc"));

        assertThat(response.status().code()).isEqualTo(200);
        assertThat(response.headers().get("grpc-status")).isEqualTo("7");
    }

    @Test
    void failedCallLetsNothingThrough() throws Exception {
        try (var authorizer =
                new EnvoyAuthorizer((_, to) -> to.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException()))) {
            programs.serve(authorizer.backend());
            ProgramResponse response = programs.run(programs.forwarding(auth(0)), programs.get());
            assertThat(response.reason()).isEqualTo("external_auth_failed");
            assertThat(response.status().code()).isEqualTo(503);
        }
        isNotForwarded();
    }

    @Test
    void callThatFailsAfterItsMessageLetsNothingThrough() throws Exception {
        try (var authorizer = new EnvoyAuthorizer((_, to) -> {
            to.onNext(CheckResponse.newBuilder().setStatus(OK).build());
            to.onError(io.grpc.Status.INTERNAL.asRuntimeException());
        })) {
            programs.serve(authorizer.backend());
            assertThat(programs.run(programs.forwarding(auth(0)), programs.get())
                            .reason())
                    .isEqualTo("external_auth_failed");
        }
        isNotForwarded();
    }

    @Test
    void callWithoutAMessageLetsNothingThrough() throws Exception {
        try (var authorizer = new EnvoyAuthorizer((_, to) -> to.onCompleted())) {
            programs.serve(authorizer.backend());
            assertThat(programs.run(programs.forwarding(auth(0)), programs.get())
                            .reason())
                    .isEqualTo("external_auth_failed");
        }
        isNotForwarded();
    }

    @Test
    void endlessAnswerLetsNothingThrough() throws Exception {
        ProgramResponse response =
                ask(denied(DeniedHttpResponse.newBuilder().setBody("x".repeat(2_000_000))), programs.get());

        assertThat(response.reason()).isEqualTo("external_auth_failed");
        isNotForwarded();
    }

    @Test
    void silentAuthorizerIsGivenUpAfterItsTime() throws Exception {
        ProgramSettings usual = ProgramSettings.DEFAULTS;
        var hasty = new ProgramSettings(
                usual.replayLimit(),
                usual.retryBackoff(),
                usual.retryPercent(),
                usual.retryMinimum(),
                usual.mirrorBuffer(),
                usual.mirrorTimeout(),
                Duration.ofMillis(200));
        try (var authorizer = new EnvoyAuthorizer((_, _) -> {});
                Programs others = new Programs(hasty).with(Programs.SHOP, shop)) {
            others.serve(authorizer.backend());
            assertThat(others.run(others.forwarding(auth(0)), others.get()).reason())
                    .isEqualTo("external_auth_failed");
        }
        isNotForwarded();
    }

    @Test
    void oneConnectionServesManyChecks() throws Exception {
        try (var authorizer = EnvoyAuthorizer.saying(allowed(OkHttpResponse.newBuilder()))) {
            programs.serve(authorizer.backend());
            RuleProgram program =
                    programs.forwarding(new RequestHeaderModifier(Programs.setting("x-a", "before")), auth(0));
            for (int i = 0; i < 50; i++) {
                assertThat(programs.run(program, programs.get()).reason()).isNull();
                assertThat(authorizer
                                .request()
                                .getAttributes()
                                .getRequest()
                                .getHttp()
                                .getHeadersMap())
                        .containsEntry("x-a", "before");
            }
            assertThat(authorizer.requestIfAny()).isNull();
        }
    }
}
