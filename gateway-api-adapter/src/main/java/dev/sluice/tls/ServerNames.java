package dev.sluice.tls;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The name a client asks for in its TLS handshake (SNI), RFC 6066 section 3. */
public final class ServerNames {

    private static final AttributeKey<String> SERVER_NAME = AttributeKey.valueOf(ServerNames.class, "serverName");

    private ServerNames() {}

    /**
     * One spelling for one name: lower case and without trailing dot.
     *
     * @return null where there is none, which an IP address counts as: SNI must not hold one
     */
    public static @Nullable String normalise(@Nullable String serverName) {
        if (serverName == null) {
            return null;
        }
        String name = serverName.endsWith(".") ? serverName.substring(0, serverName.length() - 1) : serverName;
        boolean none = name.isEmpty() || NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        return none ? null : name.toLowerCase(Locale.ROOT);
    }

    /**
     * The name the client of this connection asked for, normalised; null where it named none, or without TLS.
     *
     * @param channel a connection, or a stream of one
     */
    public static @Nullable String of(Channel channel) {
        Channel parent = channel.parent();
        Channel connection = parent == null || parent instanceof ServerChannel ? channel : parent;
        return connection.attr(SERVER_NAME).get();
    }

    static void keep(Channel connection, @Nullable String serverName) {
        connection.attr(SERVER_NAME).set(serverName);
    }
}
