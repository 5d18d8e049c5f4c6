package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.config.route.Timeouts;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where a session goes when something happens to its endpoint. */
@ExtendWith(LeakDetection.class)
final class SessionEndpointTest extends SessionFixture {

    @Nested
    final class AnEndpoint {

        private void serve(List<Endpoint> ready, List<Endpoint> terminating) {
            programs.serve(new Backend(Programs.SHOP, BackendProtocol.HTTP, ready, terminating));
        }

        private Endpoint endpoint(int backend, @Nullable String uid) {
            return new Endpoint("127.0.0.1", backends.get(backend).port(), uid);
        }

        private Endpoint of(String label) {
            return label.endsWith(":" + backends.get(0).port()) ? endpoint(0, null) : endpoint(1, null);
        }

        @Test
        void thatVanishedIsReplacedOnceAndByAnotherToken() {
            Client client = new Client(program(plain(Scope.RULE)));
            Endpoint gone = of(client.ask());
            Endpoint other = gone.equals(endpoint(0, null)) ? endpoint(1, null) : endpoint(0, null);
            serve(List.of(other), List.of());
            assertThat(of(client.ask())).isEqualTo(other);
            assertThat(client.issued).isEqualTo(2);
            serve(List.of(gone, other), List.of());
            assertThat(client.askOften()).hasSize(1);
            assertThat(of(client.ask())).isEqualTo(other);
            assertThat(client.issued).isEqualTo(2);
            assertThat(sessions.counters().moved()).isEqualTo(1);
        }

        @Test
        void thatEndsButServesIsKept() {
            Client client = new Client(program(plain(Scope.RULE)));
            Endpoint ending = of(client.ask());
            Endpoint other = ending.equals(endpoint(0, null)) ? endpoint(1, null) : endpoint(0, null);
            serve(List.of(other), List.of(ending));
            assertThat(client.askOften()).hasSize(1);
            assertThat(of(client.ask())).isEqualTo(ending);
            assertThat(of(new Client(client.program).ask())).isEqualTo(other);
        }

        @Test
        void whoseAddressAnotherPodGotIsGone() {
            serve(List.of(endpoint(0, "pod-1")), List.of());
            Client client = new Client(program(plain(Scope.RULE)));
            client.ask();
            serve(List.of(endpoint(0, "pod-2")), List.of());
            client.ask();
            assertThat(client.issued).isEqualTo(2);
            assertThat(sessions.counters().moved()).isEqualTo(1);
        }

        @Test
        void thatRefusesConnectionsIsLeftByARetryWhichPinsAnew() throws IOException {
            Client client = new Client(program(plain(Scope.RULE)));
            Endpoint first = of(client.ask());
            Programs.refuse(backends.get(first.equals(endpoint(0, null)) ? 0 : 1));
            assertThat(of(client.ask())).isNotEqualTo(first);
            assertThat(client.issued).isEqualTo(2);
            assertThat(client.askOften()).hasSize(1);
            assertThat(client.issued).isEqualTo(2);
        }

        @Test
        void thatFailsAgainAndAgainIsLeft() throws Exception {
            try (RawBackend failing = new RawBackend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                }
            })) {
                serve(List.of(failing.endpoint()), List.of());
                Client client = new Client(program(plain(Scope.RULE)));
                String first = client.ask();
                serve(List.of(failing.endpoint(), endpoint(0, null)), List.of());
                assertThat(client.ask()).isEqualTo(first);
                assertThat(client.ask()).isEqualTo(first);
                assertThat(client.ask()).isNotEqualTo(first);
                assertThat(client.issued).isEqualTo(2);
            }
        }

        @Test
        void thatClosesAKeptConnectionIsAskedOnceMore() throws Exception {
            try (RawBackend closing = new RawBackend(peer -> {
                peer.readHead();
                peer.write(RawBackend.OK);
                peer.readHead();
            })) {
                serve(List.of(closing.endpoint()), List.of());
                Client client = new Client(program(plain(Scope.RULE)));
                String endpoint = client.ask();
                serve(List.of(closing.endpoint(), endpoint(0, null), endpoint(1, null)), List.of());
                assertThat(client.ask()).isEqualTo(endpoint);
                assertThat(closing.opened()).isEqualTo(2);
                assertThat(client.issued).isEqualTo(1);
            }
        }

        @Test
        void whoseResponseIsTriedAgainIsLeft() throws Exception {
            try (RawBackend failing = new RawBackend(peer -> {
                while (peer.readHead()) {
                    peer.write("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
                }
            })) {
                serve(List.of(failing.endpoint()), List.of());
                Rule rule = Programs.rule(List.of(), new Forward(List.of(to(Programs.SHOP, 1, plain(Scope.RULE)))));
                Client client = new Client(programs.compile(rule));
                client.ask();
                serve(List.of(failing.endpoint(), endpoint(0, null)), List.of());
                Client retrying = new Client(programs.compile(new Rule(
                        rule.id(),
                        null,
                        rule.matches(),
                        List.of(),
                        Timeouts.UNSET,
                        new Retry(Set.of(503), 1, Duration.ofMillis(1)),
                        rule.action())));
                retrying.token = client.token;
                assertThat(of(retrying.ask())).isEqualTo(endpoint(0, null));
                assertThat(retrying.issued).isEqualTo(1);
            }
        }
    }
}
