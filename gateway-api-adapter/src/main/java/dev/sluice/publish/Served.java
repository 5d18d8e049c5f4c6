package dev.sluice.publish;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.SocketId;
import java.util.List;
import java.util.Map;

/**
 * What the data plane serves.
 *
 * @param version of the configuration that requests see
 * @param sockets one entry for each socket of that configuration
 */
public record Served(long version, Map<SocketId, SocketState> sockets) {

    /** Nothing yet. */
    public static final Served NOTHING = new Served(0, Map.of());

    public Served {
        sockets = Map.copyOf(sockets);
    }

    /** Whether every socket is open. */
    public boolean isWhole() {
        return sockets.values().stream().allMatch(SocketState.Open.class::isInstance);
    }

    /** Whether a socket accepts connections. */
    public sealed interface SocketState {

        /** It does, on these addresses. */
        record Open(List<BindAddress> addresses) implements SocketState {

            public Open {
                addresses = List.copyOf(addresses);
            }
        }

        /**
         * It does not.
         *
         * @param message cause and remedy, such as {@code port 8080 on 0.0.0.0 is in use by another process}
         */
        record Closed(String message) implements SocketState {}
    }
}
