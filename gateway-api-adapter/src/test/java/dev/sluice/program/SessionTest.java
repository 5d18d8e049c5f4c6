package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.session.SealKey;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SessionPersistence, GEP-1619: which endpoint answers, and what the client is given. */
@ExtendWith(LeakDetection.class)
final class SessionTest extends SessionFixture {

    @Nested
    final class AClient {

        @Test
        void staysWithItsEndpointAndIsGivenOneToken() {
            Client client = new Client(program(plain(Scope.RULE)));
            assertThat(client.askOften()).hasSize(1);
            assertThat(client.issued).isEqualTo(1);
            assertThat(sessions.counters().begun()).isEqualTo(1);
            assertThat(sessions.counters().continued()).isEqualTo(39);
        }

        @Test
        void withoutATokenGoesAnywhere() {
            RuleProgram program = program(plain(Scope.RULE));
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                seen.add(new Client(program).ask());
            }
            assertThat(seen).hasSize(2);
        }

        @Test
        void mayKeepItsTokenInAHeader() {
            Carrier header = new Carrier.Header("X-Session");
            Client client = new Client(program(persistence(header, null, null, Scope.RULE)), header);
            assertThat(client.askOften()).hasSize(1);
            assertThat(client.issued).isEqualTo(1);
        }

        @Test
        void withAForgedTokenIsOneWithout() {
            Client client = new Client(program(plain(Scope.RULE)));
            client.token = "s=" + "A".repeat(103);
            client.ask();
            assertThat(client.issued).isEqualTo(1);
            assertThat(sessions.counters().refused()).isEqualTo(1);
            assertThat(client.askOften()).hasSize(1);
        }

        @Test
        void isKnownByTheFirstGoodTokenOfSeveral() {
            Client client = new Client(program(plain(Scope.RULE)));
            String endpoint = client.ask();
            client.token = "s=x; s=" + "B".repeat(103) + "; " + client.token;
            assertThat(client.askOften()).containsExactly(endpoint);
            assertThat(client.issued).isEqualTo(1);
        }
    }

    @Nested
    final class AToken {

        @Test
        void isTakenOutOfWhatBackendsSee() throws Exception {
            Client client = new Client(program(plain(Scope.RULE)));
            client.ask();
            client.ask(programs.get().with("Cookie", "app=1"));
            assertThat(heads()).noneMatch(head -> head.contains("s=")).anyMatch(head -> head.contains("app=1"));
        }

        @Test
        void isForwardedWhereTheFormSaysSo() throws Exception {
            Client client = new Client(program(new StickySession(COOKIE, null, null, Scope.BACKEND, true)));
            client.ask();
            client.ask();
            assertThat(heads()).anyMatch(head -> head.contains(requireNonNull(client.token)));
        }

        private List<String> heads() {
            List<String> heads = new ArrayList<>();
            backends.forEach(backend -> backend.heads().drainTo(heads));
            return heads;
        }

        @Test
        void isGivenAfterTheFiltersOfTheRule() {
            RuleProgram program = programs.compile(Programs.rule(
                    List.of(new RouteFilter.ResponseHeaderModifier(
                            new HeaderModification(List.of(), List.of(), List.of("Set-Cookie")))),
                    new Forward(List.of(to(Programs.SHOP, 1, plain(Scope.RULE))))));
            Client client = new Client(program);
            client.ask();
            assertThat(client.issued).isEqualTo(1);
        }

        @Test
        void ofAnotherKeyIsReplacedAndTheSessionGoesOn() {
            SealKey next = SealKey.random();
            SealKey first = SealKey.random();
            keys.replace(List.of(first));
            Client client = new Client(program(plain(Scope.RULE)));
            String endpoint = client.ask();
            keys.replace(List.of(next, first));
            assertThat(client.ask()).isEqualTo(endpoint);
            assertThat(client.issued).isEqualTo(2);
            keys.replace(List.of(next));
            assertThat(client.askOften()).containsExactly(endpoint);
        }

        @Test
        void hasTheNameThatWasAskedForElseOneOfItsRule() {
            Carrier nameless = new Carrier.Cookie(null, "/", false);
            var program = program(persistence(nameless, null, null, Scope.RULE));
            String cookie = programs.run(program, programs.get()).headers().get("Set-Cookie");
            assertThat(cookie).matches("sluice-[0-9a-f]{16}=[A-Za-z0-9_-]{103}; Path=/; HttpOnly; SameSite=Strict");
            var ofHeader = program(persistence(new Carrier.Header(null), null, null, Scope.RULE));
            assertThat(programs.run(ofHeader, programs.get()).headers().names())
                    .anyMatch(name -> name.matches("Sluice-Session-[0-9a-f]{16}"));
        }

        @Test
        void isSecureOverTls() {
            ProgramResponse response =
                    programs.run(program(plain(Scope.RULE)), programs.get().to("https", "shop.example.com", 443));
            assertThat(response.headers().get("Set-Cookie")).contains("; Secure");
        }
    }

    @Test
    void anUpgradedConnectionIsKeptToo() throws Exception {
        try (RawBackend echo = new RawBackend(peer -> {
            peer.readHead();
            peer.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n");
            peer.in().transferTo(peer.out());
        })) {
            programs.serve(new Backend(Programs.SHOP, BackendProtocol.HTTP, List.of(echo.endpoint()), List.of()));
            ProgramResponse response = programs.head(
                    program(plain(Scope.RULE)),
                    programs.get()
                            .with("Connection", "upgrade")
                            .with("Upgrade", "echo")
                            .upgrade("echo"));
            assertThat(response.status().code()).isEqualTo(101);
            assertThat(response.headers().get("Set-Cookie")).startsWith("s=");
            requireNonNull(response.tunnel()).close();
        }
    }
}
