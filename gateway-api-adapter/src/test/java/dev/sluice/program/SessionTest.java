package dev.sluice.program;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.SessionPersistence;
import dev.sluice.config.route.SessionPersistence.Carrier;
import dev.sluice.config.route.SessionPersistence.Scope;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.SessionUse;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** SessionPersistence, GEP-1619: which endpoint answers, and what the client is given. */
@ExtendWith(LeakDetection.class)
final class SessionTest {

    private static final Carrier COOKIE = new Carrier.Cookie("s", "/", false);
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<RawBackend> backends =
            Stream.generate(RawBackend::answering).limit(4).toList();
    private final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    private final Ledger ledger = new Ledger();
    private final SealKeys keys = SealKeys.ofProcess(SealKey.random());
    private final Sessions sessions = new Sessions(new SessionSeal(keys), ledger, clock::get);
    private final Programs programs = new Programs(ProgramSettings.DEFAULTS, sessions)
            .with(Programs.SHOP, backends.get(0), backends.get(1))
            .with(Programs.CART, backends.get(2), backends.get(3));

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(backends.toArray(RawBackend[]::new));
    }

    /** Remembers in memory, as another replica would write it. */
    private static final class Ledger implements SessionLedger {

        private final List<SessionUse> uses = new ArrayList<>();
        private final Set<SessionId> revoked = new HashSet<>();
        private boolean there;
        private @Nullable Instant seenElsewhere;

        @Override
        public boolean remembers() {
            return there;
        }

        @Override
        public void used(SessionUse use) {
            uses.add(use);
        }

        @Override
        public Mono<Instant> lastUse(SessionId id) {
            return Mono.justOrEmpty(seenElsewhere);
        }

        @Override
        public boolean isRevoked(SessionId id, BackendId backend, Endpoint endpoint, Instant begun) {
            return revoked.contains(id);
        }
    }

    private static SessionPersistence persistence(
            Carrier carrier, @Nullable Duration absolute, @Nullable Duration idle, Scope scope) {
        return new SessionPersistence(carrier, absolute, idle, scope, false);
    }

    private static SessionPersistence plain(Scope scope) {
        return persistence(COOKIE, null, null, scope);
    }

    private static WeightedBackend to(BackendId backend, int weight, @Nullable SessionPersistence session) {
        return new WeightedBackend(weight, new Target.Resolved(backend), List.of(), session);
    }

    private RuleProgram program(WeightedBackend... shares) {
        return programs.compile(Programs.rule(List.of(), new Forward(List.of(shares))));
    }

    private RuleProgram program(SessionPersistence session) {
        return program(to(Programs.SHOP, 1, session));
    }

    /** A client with one cookie jar or header. */
    private final class Client {

        private final RuleProgram program;
        private final Carrier carrier;
        private @Nullable String token;

        Client(RuleProgram program, Carrier carrier) {
            this.program = program;
            this.carrier = carrier;
        }

        Client(RuleProgram program) {
            this(program, COOKIE);
        }

        /** Sends a request, keeps what it is given, and says which endpoint answered. */
        String ask() {
            return ask(programs.get());
        }

        String ask(Programs.Asking asking) {
            String sent = token;
            if (sent != null) {
                switch (carrier) {
                    case Carrier.Cookie _ -> asking.with("Cookie", sent);
                    case Carrier.Header(var name) -> asking.with(requireNonNull(name), sent);
                }
            }
            ProgramResponse response = programs.run(program, asking);
            String given = switch (carrier) {
                case Carrier.Cookie _ -> response.headers().get("Set-Cookie");
                case Carrier.Header(var name) -> response.headers().get(requireNonNull(name));
            };
            if (given != null) {
                token = given.split(";", 2)[0];
                issued++;
            }
            return requireNonNull(response.backend(), () -> "answered " + response.reason());
        }

        private int issued;

        /** Asks often, and says which endpoints answered. */
        Set<String> askOften() {
            return new HashSet<>(IntStream.range(0, 40).mapToObj(_ -> ask()).toList());
        }
    }

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
            Client client = new Client(program(new SessionPersistence(COOKIE, null, null, Scope.BACKEND, true)));
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

    @Nested
    final class Weights {

        @Test
        void yieldToASessionOfTheOldForms() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 1, plain(Scope.RULE))));
            assertThat(client.askOften()).hasSize(1);
        }

        @Test
        void yieldAlsoWhereTheyBecameZero() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 0, plain(Scope.RULE))));
            String endpoint = client.ask();
            assertThat(endpoint).startsWith("default/shop");
            Client later = new Client(
                    program(to(Programs.SHOP, 0, plain(Scope.RULE)), to(Programs.CART, 1, plain(Scope.RULE))));
            later.token = client.token;
            assertThat(later.askOften()).containsExactly(endpoint);
            assertThat(new Client(later.program).ask()).startsWith("default/cart");
        }

        @Test
        void yieldWhereAllAreZero() {
            Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE))));
            String endpoint = client.ask();
            Client later = new Client(program(to(Programs.SHOP, 0, plain(Scope.RULE))));
            later.token = client.token;
            assertThat(later.ask()).isEqualTo(endpoint);
            assertThat(programs.run(later.program, programs.get()).status().code())
                    .isEqualTo(500);
        }

        @Test
        void winForEachRequestByTheNewForm() {
            Client client = new Client(
                    program(to(Programs.SHOP, 1, plain(Scope.BACKEND)), to(Programs.CART, 1, plain(Scope.BACKEND))));
            assertThat(client.askOften())
                    .hasSize(2)
                    .anyMatch(endpoint -> endpoint.startsWith("default/shop"))
                    .anyMatch(endpoint -> endpoint.startsWith("default/cart"));
            assertThat(client.issued).isEqualTo(2);
        }

        @Test
        void chooseAmongBackendRefsOfOneBackend() throws Exception {
            WeightedBackend marked = new WeightedBackend(
                    1,
                    new Target.Resolved(Programs.SHOP),
                    List.of(new RouteFilter.RequestHeaderModifier(Programs.setting("x-mark", "1"))),
                    plain(Scope.RULE));
            Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE)), marked));
            assertThat(client.askOften()).hasSize(1);
            List<String> heads = new ArrayList<>();
            backends.forEach(backend -> backend.heads().drainTo(heads));
            assertThat(heads.stream().filter(head -> head.contains("x-mark")).count())
                    .isBetween(5L, 35L);
        }

        @Test
        void areKeptByClientsWithoutATokenWithinTwoPoints() {
            RuleProgram program =
                    program(to(Programs.SHOP, 7, plain(Scope.RULE)), to(Programs.CART, 3, plain(Scope.RULE)));
            int shop = 0;
            for (int i = 0; i < 4_000; i++) {
                shop += new Client(program).ask().startsWith("default/shop") ? 1 : 0;
            }
            assertThat(shop).isBetween(2_800 - 120, 2_800 + 120);
        }
    }

    @Nested
    final class ARule {

        private RuleProgram rule(int index, @Nullable String name) {
            Rule plain = Programs.rule(List.of(), new Forward(List.of(to(Programs.SHOP, 1, plain(Scope.RULE)))));
            RuleId id = new RuleId(new RouteId("HTTPRoute", "default", "shop"), index);
            return programs.compile(
                    new Rule(id, name, plain.matches(), List.of(), Timeouts.UNSET, null, plain.action()));
        }

        @Test
        void sharesNoSessionWithAnotherThoughTheyShareACookie() {
            Client client = new Client(rule(0, null));
            String one = client.ask();
            Set<String> others = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                Client other = new Client(rule(1 + i, null));
                other.token = client.token;
                others.add(other.ask());
                assertThat(other.issued).isEqualTo(1);
            }
            assertThat(others).hasSize(2);
            assertThat(client.askOften()).containsExactly(one);
        }

        @Test
        void keepsItsSessionWhileOthersUseTheSameCookie() {
            Client client = new Client(rule(0, null));
            String one = client.ask();
            Client other = new Client(rule(1, null));
            other.token = client.token;
            String two = other.ask();
            client.token = other.token;
            assertThat(client.askOften()).containsExactly(one);
            assertThat(client.issued).isEqualTo(1);
            assertThat(other.askOften()).containsExactly(two);
        }

        @Test
        void keepsItsSessionsByItsNameWhereItMoves() {
            Client client = new Client(rule(0, "checkout"));
            String endpoint = client.ask();
            Client later = new Client(rule(5, "checkout"));
            later.token = client.token;
            assertThat(later.askOften()).containsExactly(endpoint);
        }
    }

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

    @Nested
    final class ASession {

        private final Client client = new Client(
                program(persistence(new Carrier.Cookie("s", "/", true), HOUR, Duration.ofMinutes(10), Scope.RULE)));

        private void pass(Duration time) {
            clock.addAndGet(time.toMillis());
        }

        @Test
        void endsByItsAbsoluteTimeoutHoweverMuchItIsUsed() {
            client.ask();
            for (int i = 0; i < 11; i++) {
                pass(Duration.ofMinutes(5));
                client.ask();
            }
            assertThat(sessions.counters().begun()).isEqualTo(1);
            pass(Duration.ofMinutes(5));
            client.ask();
            assertThat(sessions.counters().begun()).isEqualTo(2);
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhenItIsIdleForTooLong() {
            client.ask();
            pass(Duration.ofMinutes(10));
            client.ask();
            assertThat(sessions.counters().begun()).isEqualTo(2);
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void isRenewedOnceInATenthOfItsIdleTimeout() {
            client.ask();
            for (int i = 0; i < 60; i++) {
                pass(Duration.ofSeconds(10));
                client.ask();
            }
            assertThat(client.issued).isEqualTo(1 + 10);
        }

        @Test
        void goesOnWhereAnotherReplicaSawIt() {
            client.ask();
            pass(Duration.ofMinutes(11));
            ledger.there = true;
            ledger.seenElsewhere = Instant.ofEpochMilli(clock.get()).minusSeconds(60);
            client.ask();
            assertThat(sessions.counters().continued()).isEqualTo(1);
            ledger.seenElsewhere = Instant.ofEpochMilli(clock.get());
            pass(Duration.ofMinutes(10));
            client.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhereNoReplicaKnowsIt() {
            client.ask();
            pass(Duration.ofMinutes(11));
            ledger.there = true;
            client.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
        }

        @Test
        void endsWhenItIsRevoked() {
            client.ask();
            ledger.revoked.add(ledger.uses.getLast().id());
            client.ask();
            assertThat(sessions.counters().revoked()).isEqualTo(1);
            assertThat(client.issued).isEqualTo(2);
        }

        @Test
        void isToldToTheLedgerWithItsEndpoint() {
            String endpoint = client.ask();
            pass(Duration.ofMinutes(2));
            client.ask();
            assertThat(ledger.uses).hasSize(2).allMatch(use -> endpoint.equals(use.backend() + " " + use.endpoint()));
            SessionUse first = ledger.uses.getFirst();
            SessionUse second = ledger.uses.getLast();
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(second.begun()).isEqualTo(first.begun()).isEqualTo(first.at());
            assertThat(second.at()).isEqualTo(first.at().plus(Duration.ofMinutes(2)));
            assertThat(first.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
            assertThat(first.absoluteTimeout()).isEqualTo(HOUR);
        }

        @Test
        void tellsBrowsersWhatIsLeftOfIt() {
            ProgramResponse first = programs.run(client.program, programs.get());
            assertThat(first.headers().get("Set-Cookie")).contains("; Max-Age=3600;");
            client.token = first.headers().get("Set-Cookie").split(";", 2)[0];
            pass(Duration.ofMinutes(9));
            ProgramResponse renewed =
                    programs.run(client.program, programs.get().with("Cookie", requireNonNull(client.token)));
            assertThat(renewed.headers().get("Set-Cookie")).contains("; Max-Age=3060;");
        }

        @Test
        void ofTheNewFormEndsWithinItsBackend() {
            Client other = new Client(program(persistence(COOKIE, null, Duration.ofMinutes(10), Scope.BACKEND)));
            other.ask();
            pass(Duration.ofMinutes(10));
            other.ask();
            assertThat(sessions.counters().expired()).isEqualTo(1);
            assertThat(sessions.counters().begun()).isEqualTo(2);
        }
    }

    @Test
    void aPolicyOnOneBackendLeavesTheOthersAlone() {
        Client client = new Client(program(to(Programs.SHOP, 1, plain(Scope.RULE)), to(Programs.CART, 1, null)));
        while (!client.ask().startsWith("default/cart")) {
            client.token = null;
        }
        assertThat(client.token).isNull();
        while (!client.ask().startsWith("default/shop")) {
            assertThat(client.token).isNull();
        }
        assertThat(client.askOften()).hasSize(1);
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
