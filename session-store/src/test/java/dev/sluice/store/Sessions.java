package dev.sluice.store;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.SessionId;
import dev.sluice.session.SessionUse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Uses of sessions, as the data plane notes them. */
final class Sessions {

    static final BackendId CART = new BackendId("shop", "cart", 8080);
    static final Endpoint FIRST = new Endpoint("10.0.0.1", 8080, "pod-1");
    static final Endpoint SECOND = new Endpoint("10.0.0.2", 8080, "pod-2");
    static final Endpoint THIRD = new Endpoint("10.0.0.3", 8080, "pod-3");
    static final Duration IDLE = Duration.ofMinutes(10);

    private Sessions() {}

    static SessionId any() {
        var random = ThreadLocalRandom.current();
        return new SessionId(random.nextLong(), random.nextLong());
    }

    static SessionUse use(SessionId id, Endpoint endpoint, Instant at) {
        return use(id, endpoint, at, IDLE, null);
    }

    static SessionUse use(
            SessionId id, Endpoint endpoint, Instant at, @Nullable Duration idle, @Nullable Duration absolute) {
        return new SessionUse(id, CART, endpoint, at.minusSeconds(1), at, idle, absolute);
    }

    /** To the millisecond, as it is stored. */
    static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }
}
