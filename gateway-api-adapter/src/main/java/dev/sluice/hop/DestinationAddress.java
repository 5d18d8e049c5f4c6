package dev.sluice.hop;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The address and port that a client has connected to, for headers that name both ends. */
public final class DestinationAddress {

    private static final AttributeKey<InetSocketAddress> STEERED =
            AttributeKey.valueOf(DestinationAddress.class, "steered");

    private DestinationAddress() {}

    /**
     * Where a connection was going before it was steered here, else our own end of it. Any thread.
     *
     * @return null where it is not an IP connection
     */
    public static @Nullable InetSocketAddress of(Channel connection) {
        InetSocketAddress steered = connection.attr(STEERED).get();
        if (steered != null) {
            return steered;
        }
        return connection.localAddress() instanceof InetSocketAddress own ? own : null;
    }

    /** Notes where a connection was going that was steered here. On its event loop, before anybody asks. */
    public static void steered(Channel connection, InetSocketAddress destination) {
        connection.attr(STEERED).set(destination);
    }
}
