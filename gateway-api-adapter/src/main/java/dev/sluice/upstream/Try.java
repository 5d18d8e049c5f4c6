package dev.sluice.upstream;

import dev.sluice.config.backend.Endpoint;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of several tries of one request this is.
 *
 * @param avoid endpoints that failed already, to be taken only where there is no other
 * @param afresh whether a new connection must be used: a backend that closes one kept connection often closes many, and
 *     another of them would fail likewise
 * @param preferred the endpoint of a session, taken as long as it is there, works and is not to be avoided; null: any
 * @param watch notified of its connection; null: nobody asks
 */
public record Try(
        Collection<Endpoint> avoid,
        boolean afresh,
        @Nullable Endpoint preferred,
        @Nullable ConnectionWatch watch) {

    /** Notified once a try has a connection, on the event loop of its request. */
    @FunctionalInterface
    public interface ConnectionWatch {

        /**
         * The request is about to be written to it.
         *
         * @param kept whether the connection had requests before
         */
        void connected(boolean kept);
    }

    /** The first try. */
    public static final Try FIRST = new Try(List.of(), false);

    /** One that may go to any endpoint. */
    public Try(Collection<Endpoint> avoid, boolean afresh) {
        this(avoid, afresh, null, null);
    }
}
