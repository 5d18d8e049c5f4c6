package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import java.util.Collection;
import java.util.List;

/**
 * Which of several tries of one request this is.
 *
 * @param avoid endpoints that failed already, to be taken only where there is no other
 * @param afresh whether a new connection must be used: a backend that closes one kept connection often closes many, and
 *     another of them would fail likewise
 */
public record Try(Collection<Endpoint> avoid, boolean afresh) {

    /** The first try. */
    public static final Try FIRST = new Try(List.of(), false);
}
