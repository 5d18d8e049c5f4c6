package dev.sluice.hop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way from the last sender of a request to us.
 *
 * @param peer of the connection; null where it is not an IP connection
 * @param scheme {@code http} or {@code https}: what the peer spoke
 * @param authority Host header or {@code :authority} as it sent it; empty where there was none
 * @param port Listener.port
 */
public record Hop(@Nullable InetSocketAddress peer, String scheme, String authority, int port) {

    @Nullable
    InetAddress address() {
        return peer == null ? null : peer.getAddress();
    }

    /** Without a zone, which means something on this machine alone. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
