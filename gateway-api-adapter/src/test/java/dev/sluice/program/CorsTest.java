package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.Cors;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.program.Programs.Asking;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPCORSFilter; the first policy is that of the conformance test HTTPRouteCORS. */
@ExtendWith(LeakDetection.class)
final class CorsTest {

    private static final CorsPolicy SEVERAL = new CorsPolicy(
            List.of("https://www.foo.com", "https://*.bar.com"),
            true,
            List.of("GET", "OPTIONS"),
            List.of("x-header-1", "x-header-2"),
            List.of("x-header-3", "x-header-4"),
            Duration.ofHours(1));

    private static final String PERMISSIVE = String.join(
            "\r\n",
            "HTTP/1.1 200 OK",
            "Content-Length: 0",
            "X-Own: 1",
            "Access-Control-Allow-Origin: *",
            "Access-Control-Allow-Credentials: true",
            "Access-Control-Expose-Headers: X-Own",
            "",
            "");

    private final RawBackend backend = new RawBackend(peer -> {
        while (peer.readHead()) {
            peer.write(PERMISSIVE);
        }
    });
    private final Programs programs = new Programs().with(Programs.SHOP, backend);

    @AfterEach
    void close() throws IOException {
        programs.close();
        backend.close();
    }

    @Nested
    final class Origins {

        @ParameterizedTest
        @CsvSource({
            "https://www.foo.com, https://www.foo.com, true",
            "https://www.foo.com, https://www.foo.com:443, true",
            "https://www.foo.com:443, https://www.foo.com, true",
            "HTTPS://WWW.Foo.com, https://www.foo.COM, true",
            "https://www.foo.com, http://www.foo.com, false",
            "http://www.foo.com, https://www.foo.com, false",
            "http://www.foo.com, http://www.foo.com:80, true",
            "https://www.foo.com, https://www.foo.com:8443, false",
            "https://www.foo.com:8443, https://www.foo.com:8443, true",
            "https://www.foo.com, https://xwww.foo.com, false",
            "https://www.foo.com, https://www.foo.com.evil.test, false",
            "https://*.bar.com, https://a.bar.com, true",
            "https://*.bar.com, https://a.b.bar.com, true",
            "https://*.bar.com, https://bar.com, false",
            "https://*.bar.com, https://.bar.com, false",
            "https://*.bar.com, https://xbar.com, false",
            "https://*.bar.com, https://a.bar.com:8443, false",
            "https://*.bar.com:8443, https://a.bar.com:8443, true",
            "https://*.bar.com, https://evil.test/a.bar.com, false",
            "https://*.bar.com, https://evil.test?a.bar.com, false",
            "https://*.bar.com, https://evil.test:1/.bar.com, false",
            "https://*.bar.com, https://u@evil.test#.bar.com, false",
            "https://*, https://a.test, true",
            "https://*, https://a.test:8443, false",
            "https://*, https://, false",
            "https://*, http://a.test, false",
            "https://*, 'null', false",
            "https://www.foo.com, https, false",
            "https://www.foo.com, https://www.foo.com:, false",
            "https://www.foo.com, https://www.foo.com:0443443, false",
            "https://www.foo.com, https://www.foo.com:4x3, false",
        })
        void originIsComparedBySchemeHostAndPort(String allowed, String origin, boolean allows) {
            ProgramResponse response =
                    programs.run(allowing(allowed, false), programs.get().with("Origin", origin));
            assertThat(response.headers().get("access-control-allow-origin")).isEqualTo(allows ? origin : null);
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://foobar.com", "https://foobar.com:12345", "http://[::1]:80", "null"})
        void wildcardAllowsEveryOrigin(String origin) {
            ProgramResponse response =
                    programs.run(allowing("*", true), programs.get().with("Origin", origin));
            assertThat(response.headers().get("access-control-allow-origin")).isEqualTo(origin);
            assertThat(response.headers().get("access-control-allow-credentials"))
                    .isEqualTo("true");
        }

        private RuleProgram allowing(String origin, boolean credentials) {
            return with(new CorsPolicy(
                    List.of(origin), credentials, List.of(), List.of(), List.of(), Duration.ofSeconds(5)));
        }
    }

    @Nested
    final class Preflights {

        @ParameterizedTest
        @ValueSource(strings = {"https://www.foo.com", "https://www.bar.com", "https://xpto.www.bar.com"})
        void allowedOriginIsToldWhatItMayDo(String origin) {
            ProgramResponse response = programs.head(with(SEVERAL), preflight(origin));
            assertThat(response.status().code()).isEqualTo(204);
            assertThat(response.reason()).isEqualTo("cors_preflight");
            assertThat(response.headers())
                    .extracting(each -> each.getKey() + ": " + each.getValue())
                    .containsExactlyInAnyOrder(
                            "access-control-allow-origin: " + origin,
                            "access-control-allow-methods: GET, OPTIONS",
                            "access-control-allow-headers: x-header-1, x-header-2",
                            "access-control-expose-headers: x-header-3, x-header-4",
                            "access-control-max-age: 3600",
                            "access-control-allow-credentials: true",
                            "vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
            assertThat(backend.heads()).isEmpty();
        }

        @Test
        void otherOriginIsToldNothingAndTheBackendIsNotAsked() {
            ProgramResponse response = programs.head(with(SEVERAL), preflight("https://foobar.com"));
            assertThat(response.status().code()).isEqualTo(204);
            assertThat(response.headers().names()).containsExactly("vary");
            assertThat(backend.opened()).isZero();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void wildcardsAreAnsweredWithWhatIsAsked(boolean credentials) {
            CorsPolicy all = new CorsPolicy(
                    List.of("*"), credentials, List.of("*"), List.of("*"), List.of("*"), Duration.ofSeconds(5));
            ProgramResponse response = programs.head(with(all), preflight("https://other.foo.com"));
            assertThat(response.headers().get("access-control-allow-origin")).isEqualTo("https://other.foo.com");
            assertThat(response.headers().get("access-control-allow-methods")).isEqualTo("PUT");
            assertThat(response.headers().get("access-control-allow-headers")).isEqualTo("x-header-1, Authorization");
            assertThat(response.headers().get("access-control-expose-headers")).isEqualTo(credentials ? null : "*");
            assertThat(response.headers().get("access-control-allow-credentials"))
                    .isEqualTo(credentials ? "true" : null);
            assertThat(response.headers().get("access-control-max-age")).isEqualTo("5");
        }

        @Test
        void whatIsNotConfiguredIsNotSaid() {
            CorsPolicy plain = new CorsPolicy(
                    List.of("https://a.test"), false, List.of(), List.of(), List.of(), Duration.ofSeconds(5));
            assertThat(programs.head(with(plain), preflight("https://a.test"))
                            .headers()
                            .names())
                    .containsExactlyInAnyOrder("access-control-allow-origin", "access-control-max-age", "vary");
        }

        @Test
        void optionsThatIsNoPreflightGoesToTheBackend() throws Exception {
            RuleProgram program = with(SEVERAL);
            programs.run(program, programs.asking("OPTIONS").with("Origin", "https://www.foo.com"));
            programs.run(program, programs.asking("OPTIONS").with("Access-Control-Request-Method", "GET"));
            programs.run(program, preflight("https://www.foo.com"));
            assertThat(backend.heads()).hasSize(2);
        }

        private Asking preflight(String origin) {
            return programs.asking("OPTIONS")
                    .with("Origin", origin)
                    .with("Access-Control-Request-Method", "PUT")
                    .with("Access-Control-Request-Headers", "x-header-1, Authorization");
        }
    }

    @Nested
    final class Responses {

        @Test
        void allowedOriginMayReadTheResponse() {
            ProgramResponse response =
                    programs.run(with(SEVERAL), programs.get().with("Origin", "https://www.bar.com"));
            assertThat(response.headers().getAll("access-control-allow-origin")).containsExactly("https://www.bar.com");
            assertThat(response.headers().getAll("access-control-allow-credentials"))
                    .containsExactly("true");
            assertThat(response.headers().getAll("access-control-expose-headers"))
                    .containsExactly("x-header-3, x-header-4");
            assertThat(response.headers().getAll("vary")).containsExactly("Origin");
            assertThat(response.headers().contains("access-control-max-age")).isFalse();
        }

        @Test
        void backendCannotAllowWhatThePolicyDoesNot() {
            for (Asking asking : List.of(programs.get().with("Origin", "https://foobar.com"), programs.get())) {
                assertThat(programs.run(with(SEVERAL), asking).headers().names())
                        .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"))
                        .contains("vary");
            }
        }

        @Test
        void withCredentialsTheNamesStandForTheWildcard() {
            CorsPolicy all =
                    new CorsPolicy(List.of("*"), true, List.of(), List.of(), List.of("*"), Duration.ofSeconds(5));
            ProgramResponse response = programs.run(with(all), programs.get().with("Origin", "https://a.test"));
            assertThat(response.headers().get("access-control-expose-headers"))
                    .contains("X-Own")
                    .doesNotContain("*");
        }

        @Test
        void headerModifiersOfTheRuleDoNotDecide() {
            ProgramResponse response = programs.run(
                    programs.forwarding(
                            new RequestHeaderModifier(Programs.setting("Origin", "https://www.foo.com")),
                            new Cors(SEVERAL),
                            new ResponseHeaderModifier(Programs.setting("Access-Control-Allow-Origin", "*"))),
                    programs.get().with("Origin", "https://foobar.com"));
            assertThat(response.headers().contains("access-control-allow-origin"))
                    .isFalse();
        }

        @Test
        void ourOwnAnswersCanBeReadToo() {
            programs.with(Programs.SHOP);
            ProgramResponse response =
                    programs.run(with(SEVERAL), programs.get().with("Origin", "https://www.foo.com"));
            assertThat(response.status().code()).isEqualTo(503);
            assertThat(response.headers().get("access-control-allow-origin")).isEqualTo("https://www.foo.com");
        }
    }

    private RuleProgram with(CorsPolicy policy) {
        RouteFilter cors = new Cors(policy);
        return programs.forwarding(cors);
    }
}
