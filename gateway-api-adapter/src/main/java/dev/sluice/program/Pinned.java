package dev.sluice.program;

import dev.sluice.config.backend.Endpoint;
import dev.sluice.session.Pin;
import dev.sluice.session.SessionSeal.Opened;
import org.jspecify.annotations.Nullable;

/**
 * What the session of one request asks of the backendRef that was chosen for it.
 *
 * @param shown the token of the request; null where it has none
 * @param pin the pin that is followed; null for none
 * @param endpoint where it leads; null exactly where there is no pin
 * @param lost whether there was a pin whose endpoint takes no requests any more
 */
record Pinned(
        Affinity affinity,
        @Nullable Opened shown,
        @Nullable Pin pin,
        @Nullable Endpoint endpoint,
        boolean lost) {

    /** A session that begins, or begins again. */
    static Pinned nowhere(Affinity affinity, @Nullable Opened shown, boolean lost) {
        return new Pinned(affinity, shown, null, null, lost);
    }
}
