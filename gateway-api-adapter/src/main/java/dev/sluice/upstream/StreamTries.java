package dev.sluice.upstream;

import dev.sluice.balance.Member;
import dev.sluice.balance.Outcome;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.splice.EarlyOctets;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens a connection for one stream: at the endpoint that is chosen, else at the next. Belongs to the event loop. */
final class StreamTries {

    /** Each may take as long as the connect timeout, and the client waits. */
    private static final int MOST = 3;

    private final Upstream upstream;
    private final EventLoop loop;
    private final @Nullable StreamClient client;
    private final Promise<BackendStream> opened;
    private final List<Endpoint> failed = new ArrayList<>(0);

    StreamTries(Upstream upstream, EventLoop loop, @Nullable StreamClient client) {
        this.upstream = upstream;
        this.loop = loop;
        this.client = client;
        this.opened = loop.newPromise();
    }

    Future<BackendStream> begin() {
        next(null);
        return opened;
    }

    private void next(@Nullable Throwable cause) {
        if (client == null && upstream.tellsClient()) {
            var why = upstream.id() + " wants to know who the client is, which has no IP address";
            opened.tryFailure(new StreamFailure(why, null, null));
            return;
        }
        Member member = failed.size() < MOST ? upstream.choose(new Try(failed, true)) : null;
        if (member == null) {
            fail(cause);
            return;
        }
        int ticket = member.started();
        Endpoint endpoint = member.endpoint();
        if (failed.contains(endpoint)) {
            member.ended(ticket, Outcome.CANCELLED);
            fail(cause);
            return;
        }
        Future<Channel> connecting = upstream.connector()
                .connect(upstream.target(endpoint), Offer.OCTETS, loop, this::begin, StreamTries::keepEarlyOctets);
        connecting.addListener(_ -> {
            if (connecting.isSuccess()) {
                succeed(new BackendStream(connecting.getNow(), member, ticket));
            } else {
                member.ended(ticket, Outcome.CONNECT_FAILED);
                Throwable why = connecting.cause();
                if (why instanceof TlsException tls) {
                    upstream.troubles().failed(endpoint, tls.failure());
                }
                failed.add(endpoint);
                if (!opened.isDone()) {
                    next(why);
                }
            }
        });
    }

    private void begin(Channel channel) {
        if (upstream.tellsClient() && client != null) {
            ProxyPreface.addTo(channel.pipeline(), client);
        }
    }

    private static void keepEarlyOctets(Channel channel) {
        channel.pipeline().addLast(new EarlyOctets());
    }

    private void succeed(BackendStream stream) {
        upstream.troubles().good(stream.endpoint());
        if (!opened.trySuccess(stream)) {
            // The client has gone.
            var _ = stream.channel().close();
        }
    }

    private void fail(@Nullable Throwable cause) {
        opened.tryFailure(
                failed.isEmpty()
                        ? new StreamFailure(upstream.id() + " has no endpoint", null, null)
                        : new StreamFailure(
                                failed.getLast() + " cannot be reached: " + cause, failed.getLast(), cause));
    }
}
