package dev.sluice.upstream;

import dev.sluice.message.HopByHop;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ProtocolException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the two carriers have in common: their channel, the exchange on it, and how far that has come. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails is told by exceptionCaught and channelInactive.
abstract sealed class ChannelCarrier extends ChannelInboundHandlerAdapter implements Carrier
        permits Http1Connection, Http2Exchange {

    /** Interim responses to one request. */
    private static final int MAX_INTERIM = 16;

    /** Null where it carries none, or where the exchange wants to hear nothing more. */
    @Nullable
    Exchange exchange;

    /** Why the channel ends, where more is known than that it does. */
    @Nullable
    Throwable fault;

    boolean answering;
    boolean requestEnded;
    boolean headRead;
    private int interims;
    private @Nullable ChannelHandlerContext context;

    /** Carries this exchange from now on. */
    final void begin(Exchange next) {
        exchange = next;
        answering = false;
        requestEnded = false;
        headRead = false;
        interims = 0;
    }

    final ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** A response that is not the last; 100 is not passed on, for the way in answers it for itself. */
    final void interim(Exchange carried, HttpResponseStatus status, HttpHeaders headers) {
        if (++interims > MAX_INTERIM) {
            broke(carried, new ProtocolException("interim responses without end"));
        } else if (!status.equals(HttpResponseStatus.CONTINUE)) {
            HopByHop.strip(headers);
            carried.interim(status, headers);
        }
    }

    final void broke(Exchange carried, Throwable cause) {
        fault = cause;
        close();
        carried.broke(cause);
    }

    /** Why the channel has ended. */
    final Throwable end() {
        return fault == null ? new ClosedChannelException() : fault;
    }

    @Override
    public final boolean answering() {
        return answering;
    }

    @Override
    public final void flush() {
        context().flush();
    }

    @Override
    public final boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public final void read() {
        context().read();
    }

    @Override
    public final void close() {
        exchange = null;
        context().close();
    }

    @Override
    public final void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext from) {
        if (exchange != null) {
            exchange.writable();
        }
    }
}
