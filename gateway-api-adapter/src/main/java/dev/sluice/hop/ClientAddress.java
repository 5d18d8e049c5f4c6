package dev.sluice.hop;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the client among those who are said to have handed a request on. */
final class ClientAddress {

    private ClientAddress() {}

    /**
     * Which of the nodes is the client: the last that is not trusted, for whoever is not trusted may have written all
     * that stands before it. Where all are trusted, it is the first.
     *
     * @param nodes the nearest last; the peer itself, which is trusted, is not among them
     * @return -1 for the peer: there are no nodes, or the last is no address
     */
    static int indexAmong(List<String> nodes, List<Network> trusted) {
        int client = -1;
        for (int i = nodes.size() - 1; i >= 0; i--) {
            InetAddress address = of(nodes.get(i));
            if (address == null) {
                return client;
            }
            client = i;
            if (!isTrusted(address, trusted)) {
                return client;
            }
        }
        return client;
    }

    static boolean isTrusted(InetAddress address, List<Network> trusted) {
        for (int i = 0; i < trusted.size(); i++) {
            if (trusted.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The address of a node, which may have a port and brackets; null where it names none. RFC 7239, section 6. */
    static @Nullable InetAddress of(String node) {
        int bracket = node.indexOf(']');
        if (node.startsWith("[")) {
            return bracket < 0 ? null : Network.address(node.substring(1, bracket));
        }
        int colon = node.indexOf(':');
        boolean port = colon >= 0 && colon == node.lastIndexOf(':');
        return Network.address(port ? node.substring(0, colon) : node);
    }
}
