package dev.sluice.tls;

import dev.sluice.config.listener.ListenerId;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** What is done with a TLS connection: chosen by its socket and by the server name of its ClientHello. */
public sealed interface ConnectionPlan {

    /** No Listener of the socket has the name: it is answered with the alert unrecognized_name, RFC 6066 section 3. */
    enum Refuse implements ConnectionPlan {
        UNRECOGNIZED_NAME
    }

    /**
     * TLS ends here, with the certificate of a Listener; HTTP is inside.
     *
     * @param listener that has the name
     * @param context of the certificate that is shown
     */
    record Terminate(ListenerId listener, SslContext context) implements ConnectionPlan {

        private static final AttributeKey<ListenerId> LISTENER = AttributeKey.valueOf(Terminate.class, "listener");

        void keep(Channel connection) {
            connection.attr(LISTENER).set(listener);
        }

        /** The Listener whose plan a connection has; null without TLS, and before its ClientHello. */
        public static @Nullable ListenerId listener(Channel connection) {
            return connection.attr(LISTENER).get();
        }
    }
}
