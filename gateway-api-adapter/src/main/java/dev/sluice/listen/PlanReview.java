package dev.sluice.listen;

import dev.sluice.config.listener.PortId;
import dev.sluice.tls.ConnectionPlan.OfListener;
import dev.sluice.tls.ConnectionPlan.Terminate;
import dev.sluice.tls.TlsTable;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * Whether the connections of a socket fit what its Listeners do and ask by now. Called on their event loops.
 *
 * @param socket of the connections
 * @param served what its Listeners do and ask
 */
record PlanReview(PortId socket, TlsTable served) {

    /**
     * Whether a connection may take further requests, or forward octets: its plan holds, or its Listener, which asks
     * something else of clients by now, accepts the certificate that the client showed. Then that is its plan.
     */
    boolean keeps(Channel connection, Leaving carried) {
        OfListener plan = OfListener.of(connection);
        if (plan == null || served.keeps(socket, plan)) {
            return true;
        }
        Terminate accepted = acceptedAgain(connection);
        if (accepted == null || accepted.validation() == null) {
            return false;
        }
        accepted.keep(connection);
        carried.acceptedBy(accepted.validation());
        return true;
    }

    private @Nullable Terminate acceptedAgain(Channel connection) {
        Terminate plan = Terminate.of(connection);
        SslHandler tls = connection.pipeline().get(SslHandler.class);
        return plan == null || tls == null
                ? null
                : served.acceptAgain(socket, plan, tls.engine().getSession());
    }
}
