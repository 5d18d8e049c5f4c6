package dev.sluice.store;

import dev.sluice.session.SessionUse;
import dev.sluice.store.Revocation.OfEndpoint;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.session.Session;

/**
 * Where a session is pinned, as attributes of a session of Spring Session.
 *
 * @param pod UID; empty: none is known
 */
record StoredPin(OfEndpoint at, Instant begun, String pod) {

    private static final String BACKEND = "backend";
    private static final String ENDPOINT = "endpoint";
    private static final String BEGUN = "begun";
    private static final String POD = "pod";

    static StoredPin of(SessionUse use) {
        return new StoredPin(
                new OfEndpoint(use.backend(), use.endpoint()),
                use.begun(),
                Objects.requireNonNullElse(use.endpoint().uid(), ""));
    }

    /** Empty for a session that is not pinned. */
    static Optional<StoredPin> of(Session session) {
        try {
            return Optional.of(new StoredPin(
                    OfEndpoint.of(
                            session.getAttributeOrDefault(BACKEND, ""), session.getAttributeOrDefault(ENDPOINT, "")),
                    Instant.ofEpochMilli(Long.parseLong(session.getAttributeOrDefault(BEGUN, ""))),
                    session.getAttributeOrDefault(POD, "")));
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** Writes all attributes, also what overwrites those of an earlier pin. */
    void writeTo(Session session) {
        session.setAttribute(BACKEND, at.backend().toString());
        session.setAttribute(ENDPOINT, at.endpoint().toString());
        session.setAttribute(BEGUN, String.valueOf(begun.toEpochMilli()));
        session.setAttribute(POD, pod);
    }
}
