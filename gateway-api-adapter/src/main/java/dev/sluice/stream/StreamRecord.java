package dev.sluice.stream;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A connection or flow that has ended.
 *
 * @param start when it was accepted, or its first datagram came
 * @param nanos from start to end
 * @param client its IP address
 * @param serverName of its ClientHello; null: it named none, or there is no TLS
 * @param route null: none takes it
 * @param backend null: it went to none
 * @param endpoint null: none was reached
 * @param octets that were forwarded
 * @param datagrams that were forwarded; none of a connection
 * @param why what {@link StreamEnd} does not say, such as the message of a condition; null: nothing
 */
public record StreamRecord(
        Instant start,
        long nanos,
        PortId port,
        StreamKind kind,
        String client,
        @Nullable String serverName,
        ListenerId listener,
        @Nullable RouteId route,
        @Nullable BackendId backend,
        @Nullable Endpoint endpoint,
        Count octets,
        Count datagrams,
        StreamEnd end,
        @Nullable String why) {

    /**
     * Of each direction.
     *
     * @param fromClient 0 or more
     * @param toClient 0 or more
     */
    public record Count(long fromClient, long toClient) {

        /** Nothing. */
        public static final Count NONE = new Count(0, 0);
    }
}
