package dev.sluice.program;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.session.Fingerprint;
import dev.sluice.session.Pin;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionSeal.Opened;
import dev.sluice.session.SessionToken;
import dev.sluice.session.SessionUse;
import dev.sluice.upstream.Upstream;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How clients keep to an endpoint of one backendRef, ready to be used. Immutable; any thread. */
final class Affinity {

    /** A token is renewed when so much of the idle timeout has passed since it was made. */
    private static final int RENEWALS = 10;

    private final StickySession persistence;
    private final TokenCarrier carrier;
    private final byte[] binding;
    private final long scope;
    private final long absolute;
    private final long idle;
    private final PinTargets targets;
    private final Sessions sessions;

    private Affinity(
            StickySession persistence, TokenCarrier carrier, long scope, PinTargets targets, Sessions sessions) {
        this.persistence = persistence;
        this.carrier = carrier;
        this.binding = carrier.binding().getBytes(StandardCharsets.UTF_8);
        this.scope = scope;
        this.absolute = millis(persistence.absoluteTimeout());
        this.idle = millis(persistence.idleTimeout());
        this.targets = targets;
        this.sessions = sessions;
    }

    /** @param rule what distinguishes the rule from all others, as long as it lives */
    static Affinity compile(StickySession persistence, String rule, Upstream upstream, Sessions sessions) {
        String scope = switch (persistence.scope()) {
            case RULE -> rule;
            case BACKEND -> rule + " " + upstream.id();
        };
        return new Affinity(
                persistence,
                carrier(persistence.carrier(), rule),
                Fingerprint.of(scope),
                new PinTargets(upstream),
                sessions);
    }

    private static TokenCarrier carrier(Carrier carrier, String rule) {
        return switch (carrier) {
            case Carrier.Cookie(var name, String path, boolean permanent) ->
                new TokenCarrier.Cookie(name == null ? "sluice-" + suffix(rule) : name, path, permanent);
            case Carrier.Header(var name) ->
                new TokenCarrier.Header(name == null ? "Sluice-Session-" + suffix(rule) : name);
        };
    }

    private static String suffix(String rule) {
        return HexFormat.of().toHexDigits(Fingerprint.of(rule));
    }

    TokenCarrier carrier() {
        return carrier;
    }

    /** Whether a session goes before the weights. */
    boolean bindsRule() {
        return persistence.scope() == Scope.RULE;
    }

    /** Whether a session of the one is a session of the other. */
    boolean isLike(Affinity other) {
        return scope == other.scope
                && carrier.equals(other.carrier)
                && targets.backend().equals(other.targets.backend());
    }

    /** Whether the backend is to see the token. */
    boolean forwards() {
        return persistence.forwarded();
    }

    /** The token that a request shows; the first that is one. */
    @Nullable
    Opened read(HttpHeaders request) {
        for (String text : carrier.shown(request)) {
            Opened opened = sessions.seal().open(text, binding);
            if (opened != null) {
                return opened;
            }
            sessions.counters().countRefused();
        }
        return null;
    }

    /** The pin of a token that may be of use here; null for none. */
    @Nullable
    Pin pin(@Nullable Opened shown) {
        return shown == null ? null : shown.token().pin(scope);
    }

    /** Where a pin leads; null where it does not lead to this backend, or its endpoint is gone or fails. */
    @Nullable
    Endpoint find(Pin pin) {
        return targets.find(pin.endpoint());
    }

    /** What a pin is worth. */
    enum Standing {
        GOOD,
        /** By what the token says; another replica may know better. */
        IDLE,
        EXPIRED,
        REVOKED
    }

    Standing judge(Opened shown, Pin pin, Endpoint endpoint) {
        long now = sessions.now();
        if (absolute > 0 && now - pin.begun() >= absolute) {
            return Standing.EXPIRED;
        }
        Instant begun = Instant.ofEpochMilli(pin.begun());
        if (sessions.ledger().isRevoked(id(shown.token()), targets.backend(), endpoint, begun)) {
            return Standing.REVOKED;
        }
        return isIdle(pin.seen(), now) ? Standing.IDLE : Standing.GOOD;
    }

    /** Counts a pin that is not followed for what it is worth. */
    void countEnded(Standing standing) {
        switch (standing) {
            case IDLE, EXPIRED -> sessions.counters().countExpired();
            case REVOKED -> sessions.counters().countRevoked();
            case GOOD -> {}
        }
    }

    /** Whether it is worth asking when a session was last used. */
    boolean canAsk() {
        return sessions.ledger().remembers();
    }

    /** Whether some replica saw a request of the session within the idle timeout. */
    Mono<Boolean> isInUse(Opened shown) {
        return sessions.ledger()
                .lastUse(id(shown.token()))
                .map(lastUse -> !isIdle(lastUse.toEpochMilli(), sessions.now()))
                .defaultIfEmpty(false);
    }

    private boolean isIdle(long seen, long now) {
        return idle > 0 && now - seen >= idle;
    }

    private SessionId id(SessionToken token) {
        return token.id().in(scope);
    }

    /**
     * Writes what a client needs into the response of an endpoint: nothing, where its token is good for a while.
     *
     * @return the session that it continues
     */
    SessionId answer(Pinned pinned, Endpoint answering, HttpHeaders response, boolean secure) {
        long now = sessions.now();
        Opened shown = pinned.shown();
        Pin pin = answering.equals(pinned.endpoint()) ? pinned.pin() : null;
        Pin next = pin == null ? Pin.at(scope, targets.print(answering), now) : pin.seenAt(now);
        count(pinned, pin);
        SessionToken before = shown == null ? new SessionToken(sessions.seal().newId(), List.of()) : shown.token();
        if (pin == null || isWorn(shown, pin, now)) {
            String token = sessions.seal().seal(before.with(next), binding);
            carrier.issue(response, token, secondsLeft(next, now), secure);
        }
        sessions.ledger().used(use(before, next, answering, now));
        return id(before);
    }

    /** Whether a token that still holds should be replaced. */
    private boolean isWorn(@Nullable Opened shown, Pin pin, long now) {
        return (shown != null && shown.outdated()) || (idle > 0 && now - pin.seen() >= idle / RENEWALS);
    }

    /** @param kept null where it was not the endpoint of the pin that answered */
    private void count(Pinned pinned, @Nullable Pin kept) {
        if (kept != null) {
            sessions.counters().countContinued();
        } else if (pinned.pin() != null || pinned.lost()) {
            sessions.counters().countMoved();
        } else {
            sessions.counters().countBegun();
        }
    }

    private SessionUse use(SessionToken token, Pin pin, Endpoint endpoint, long now) {
        return new SessionUse(
                id(token),
                targets.backend(),
                endpoint,
                Instant.ofEpochMilli(pin.begun()),
                Instant.ofEpochMilli(now),
                persistence.idleTimeout(),
                persistence.absoluteTimeout());
    }

    private long secondsLeft(Pin pin, long now) {
        return absolute == 0 ? -1 : Math.ceilDiv(pin.begun() + absolute - now, 1000);
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? 0 : Math.max(1, duration.toMillis());
    }
}
