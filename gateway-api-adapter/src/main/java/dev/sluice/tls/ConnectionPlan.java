package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
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
     * @param clients judges the certificates of clients; null: none is asked for
     * @param context of the certificate that is shown
     */
    record Terminate(ListenerId listener, @Nullable ClientValidationCustomizer clients, SslContext context)
            implements ConnectionPlan {

        private static final AttributeKey<Terminate> PLAN = AttributeKey.valueOf(Terminate.class, "plan");

        void keep(Channel connection) {
            connection.attr(PLAN).set(this);
        }

        /** The plan that a connection has; null without TLS, and before its ClientHello. */
        public static @Nullable Terminate of(Channel connection) {
            return connection.attr(PLAN).get();
        }

        /** What the client is asked for; null: nothing. */
        public @Nullable ClientValidation validation() {
            return clients == null ? null : clients.validation();
        }
    }
}
