package dev.sluice.program;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.session.SealKey;
import dev.sluice.session.SealKeys;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionLedger;
import dev.sluice.session.SessionSeal;
import dev.sluice.session.SessionUse;
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
import reactor.core.publisher.Mono;

/** Clients of rules with sessions, on real sockets, with a clock and a ledger of their own. */
abstract class SessionFixture {

    static final Carrier COOKIE = new Carrier.Cookie("s", "/", false);
    static final Duration HOUR = Duration.ofHours(1);

    final List<RawBackend> backends =
            Stream.generate(RawBackend::answering).limit(4).toList();
    final AtomicLong clock = new AtomicLong(1_800_000_000_000L);
    final Ledger ledger = new Ledger();
    final SealKeys keys = SealKeys.ofProcess(SealKey.random());
    final Sessions sessions = new Sessions(new SessionSeal(keys), ledger, clock::get);
    final Programs programs = new Programs(ProgramSettings.DEFAULTS, sessions)
            .with(Programs.SHOP, backends.get(0), backends.get(1))
            .with(Programs.CART, backends.get(2), backends.get(3));

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(backends.toArray(RawBackend[]::new));
    }

    /** Remembers in memory, as another replica would write it. */
    static final class Ledger implements SessionLedger {

        final List<SessionUse> uses = new ArrayList<>();
        final Set<SessionId> revoked = new HashSet<>();
        boolean there;

        @Nullable
        Instant seenElsewhere;

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

    static StickySession persistence(
            Carrier carrier, @Nullable Duration absolute, @Nullable Duration idle, Scope scope) {
        return new StickySession(carrier, absolute, idle, scope, false);
    }

    static StickySession plain(Scope scope) {
        return persistence(COOKIE, null, null, scope);
    }

    static WeightedBackend to(BackendId backend, int weight, @Nullable StickySession session) {
        return new WeightedBackend(weight, new Target.Resolved(backend), List.of(), session);
    }

    RuleProgram program(WeightedBackend... shares) {
        return programs.compile(Programs.rule(List.of(), new Forward(List.of(shares))));
    }

    RuleProgram program(StickySession session) {
        return program(to(Programs.SHOP, 1, session));
    }

    /** A client with one cookie jar or header. */
    final class Client {

        final RuleProgram program;
        private final Carrier carrier;

        @Nullable
        String token;

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

        int issued;

        /** Asks often, and says which endpoints answered. */
        Set<String> askOften() {
            return new HashSet<>(IntStream.range(0, 40).mapToObj(_ -> ask()).toList());
        }
    }
}
