package dev.sluice.hop;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address of the peer of a connection, and its text, which is made once for all requests of the connection. Any
 * thread may use it.
 */
public final class PeerAddress {

    private static final AttributeKey<InetSocketAddress> SAID = AttributeKey.valueOf(PeerAddress.class, "said");

    private final InetSocketAddress socketAddress;
    private final InetAddress address;
    private final String text;

    /** @throws IllegalArgumentException where it is not resolved, as that of a connection never is */
    public PeerAddress(InetSocketAddress socketAddress) {
        InetAddress resolved = socketAddress.getAddress();
        if (resolved == null) {
            throw new IllegalArgumentException("not resolved: " + socketAddress);
        }
        this.socketAddress = socketAddress;
        this.address = resolved;
        this.text = text(resolved);
    }

    /**
     * That of a connection: what a trusted proxy says of it, else the other end.
     *
     * @return null where it is not an IP connection
     */
    public static @Nullable PeerAddress of(Channel connection) {
        InetSocketAddress said = connection.attr(SAID).get();
        if (said != null) {
            return new PeerAddress(said);
        }
        return connection.remoteAddress() instanceof InetSocketAddress address ? new PeerAddress(address) : null;
    }

    /** Notes what a trusted proxy says of a connection. On its event loop, before anybody asks. */
    public static void tell(Channel connection, InetSocketAddress client) {
        connection.attr(SAID).set(client);
    }

    /** With the port. */
    public InetSocketAddress socketAddress() {
        return socketAddress;
    }

    InetAddress address() {
        return address;
    }

    /** The IP address without the port; without a zone too, which means something on this machine only. */
    public String text() {
        return text;
    }

    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    @Override
    public String toString() {
        return socketAddress.toString();
    }
}
