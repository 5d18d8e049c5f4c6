package dev.sluice.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;

/**
 * Asks the guard for the address that a connection is about to be opened to. First in the pipeline, hence the last that
 * sees a connect, and gone after it.
 */
public final class GuardedConnect extends ChannelOutboundHandlerAdapter {

    private final AddressGuard guard;

    /** @param guard is asked once, on the event loop */
    public GuardedConnect(AddressGuard guard) {
        this.guard = guard;
    }

    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        if (remote instanceof InetSocketAddress inet && !inet.isUnresolved() && guard.permits(inet.getAddress())) {
            context.pipeline().remove(this);
            var _ = context.connect(remote, local, promise);
        } else {
            var _ = promise.setFailure(forbidden(remote));
        }
    }

    /** What a connect ends with that the guard does not permit. */
    static NoRouteToHostException forbidden(SocketAddress remote) {
        return new NoRouteToHostException(
                remote
                        + " is loopback, link-local, multicast, or an address of this pod; a gateway in a cluster does not connect there");
    }
}
