package dev.sluice.store.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.session.SessionId;
import dev.sluice.store.SessionControl;
import dev.sluice.store.SessionCounts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The actuator's view of sessions over HTTP. */
final class SessionsEndpointTest {

    private static final String[] WRITABLE = {"management.endpoint.sluicesessions.access=unrestricted"};

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            excludeName = {
                "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
                "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration",
                "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration"
            })
    static class Application {

        @Bean
        RecordedControl control() {
            return new RecordedControl();
        }

        @Bean
        SessionsEndpoint endpoint(SessionControl control) {
            return new SessionsEndpoint(control);
        }
    }

    static final class RecordedControl implements SessionControl {

        private final List<String> revoked = new ArrayList<>();

        @Override
        public Mono<SessionCounts> sessions() {
            var endpoints = List.of(new SessionCounts.OfEndpoint("10.0.0.1:8080", 3));
            return Mono.just(
                    new SessionCounts(true, 1, List.of(new SessionCounts.OfBackend("shop/cart:8080", endpoints))));
        }

        @Override
        public Mono<Reach> revoke(SessionId session) {
            revoked.add(session.toString());
            return Mono.just(Reach.ALL_REPLICAS);
        }

        @Override
        public Mono<Reach> revoke(String backend, String endpoint) {
            if (backend.isEmpty()) {
                throw new IllegalArgumentException("backend:  (expected: namespace/name:port)");
            }
            revoked.add(backend + " " + endpoint);
            return Mono.just(Reach.THIS_REPLICA);
        }
    }

    private static ConfigurableApplicationContext run(String... properties) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.REACTIVE)
                .properties("server.port=0", "management.endpoints.web.exposure.include=sluicesessions")
                .properties(properties)
                .run();
    }

    private static HttpResponse<String> send(ConfigurableApplicationContext application, String method, String below)
            throws IOException, InterruptedException {
        int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/sluicesessions" + below))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Nested
    class ByDefault {

        @Test
        void theEndpointCountsAndRefusesToRevoke() throws Exception {
            try (var application = run()) {
                assertThat(send(application, "GET", "").body()).isEqualTo("""
                        {"complete":true,"revocations":1,"backends":[{"backend":"shop/cart:8080",\
                        "endpoints":[{"endpoint":"10.0.0.1:8080","sessions":3}]}]}""");
                assertThat(send(application, "DELETE", "?backend=shop/cart:8080&endpoint=10.0.0.1:8080")
                                .statusCode())
                        .isEqualTo(405);
                assertThat(send(application, "DELETE", "/00000000000000010000000000000002")
                                .statusCode())
                        .isEqualTo(404);
                assertThat(application.getBean(RecordedControl.class).revoked).isEmpty();
            }
        }
    }

    @Nested
    class WhereItIsAllowed {

        @Test
        void theEndpointRevokesOneSessionOrThoseOfAnEndpoint() throws Exception {
            try (var application = run(WRITABLE)) {
                assertThat(send(application, "DELETE", "/00000000000000010000000000000002")
                                .body())
                        .isEqualTo("{\"reach\":\"ALL_REPLICAS\"}");
                assertThat(send(application, "DELETE", "?backend=shop/cart:8080&endpoint=10.0.0.1:8080")
                                .body())
                        .isEqualTo("{\"reach\":\"THIS_REPLICA\"}");
                assertThat(application.getBean(RecordedControl.class).revoked)
                        .containsExactly("00000000000000010000000000000002", "shop/cart:8080 10.0.0.1:8080");
            }
        }

        @Test
        void whatCannotBeReadIsAnswered400() throws Exception {
            try (var application = run(WRITABLE)) {
                assertThat(send(application, "DELETE", "/one").statusCode()).isEqualTo(400);
                assertThat(send(application, "DELETE", "?backend=&endpoint=x").statusCode())
                        .isEqualTo(400);
                assertThat(send(application, "DELETE", "?backend=shop/cart:8080")
                                .statusCode())
                        .isEqualTo(400);
            }
        }
    }
}
