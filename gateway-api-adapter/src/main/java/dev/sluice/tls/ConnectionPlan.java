package dev.sluice.tls;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerMode;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** What is done with a TLS connection: chosen by its socket and by the server name of its ClientHello. */
public sealed interface ConnectionPlan {

    /**
     * It is refused.
     *
     * @param byAlert whether the client learns why, RFC 8446 section 6.2: where TLS ends here. Where it is passed
     *     through, the TLS is not ours to speak, and the connection is reset
     */
    record Refuse(Cause cause, boolean byAlert) implements ConnectionPlan {

        /** Why it is refused. */
        public enum Cause {
            /** No Listener of the socket has the name, or no route of the Listener: unrecognized_name. */
            UNKNOWN_NAME(112),
            /** The route leads to no backend: internal_error. */
            NO_BACKEND(80);

            private final byte alert;

            Cause(int alert) {
                this.alert = (byte) alert;
            }

            /** A record of its own: type alert, TLS 1.2, two octets, fatal. */
            byte[] alert() {
                return new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, 0x02, alert};
            }
        }
    }

    /** It belongs to a Listener. */
    sealed interface OfListener extends ConnectionPlan {

        /** That has the name. */
        ListenerId listener();

        /** What is done with it. */
        ListenerMode mode();

        /** What the client is asked for; null: nothing. */
        @Nullable
        ClientValidation validation();

        /** Lets {@link #of} find it. */
        default void keep(Channel connection) {
            connection.attr(Kept.PLAN).set(this);
        }

        /** The plan that a connection has; null without TLS, and before its ClientHello. */
        static @Nullable OfListener of(Channel connection) {
            return connection.attr(Kept.PLAN).get();
        }
    }

    /**
     * TLS ends here, with the certificate of a Listener.
     *
     * @param mode what is inside
     * @param clients judges the certificates of clients; null: none is asked for
     * @param context of the certificate that is shown
     */
    record Terminate(
            ListenerId listener,
            ListenerMode mode,
            @Nullable ClientValidationCustomizer clients,
            SslContext context) implements OfListener {

        /** The plan that a connection has; null where TLS does not end here, and before its ClientHello. */
        public static @Nullable Terminate of(Channel connection) {
            return OfListener.of(connection) instanceof Terminate plan ? plan : null;
        }

        @Override
        public @Nullable ClientValidation validation() {
            return clients == null ? null : clients.validation();
        }
    }

    /** TLS does not end here. */
    record PassThrough(ListenerId listener) implements OfListener {

        @Override
        public ListenerMode mode() {
            return ListenerMode.PASSTHROUGH;
        }

        @Override
        public @Nullable ClientValidation validation() {
            return null;
        }
    }

    /** Where a connection keeps its plan. */
    final class Kept {
        private static final AttributeKey<OfListener> PLAN = AttributeKey.valueOf(OfListener.class, "plan");

        private Kept() {}
    }
}
