package dev.sluice.upstream;

import dev.sluice.balance.Member;
import dev.sluice.balance.Outcome;
import dev.sluice.config.backend.Endpoint;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * An endpoint while a flow of datagrams goes there. Belongs to the event loop of the flow. Must be ended once, by
 * {@link #ended} or {@link #unreachable}; both do nothing after that.
 */
public final class FlowEndpoint {

    private final Upstream upstream;
    private final Member member;
    private final int ticket;
    private List<Endpoint> known;
    private boolean answered;
    private boolean ended;

    FlowEndpoint(Upstream upstream, Member member) {
        this.upstream = upstream;
        this.member = member;
        this.ticket = member.started();
        this.known = upstream.endpoints();
    }

    /** Which one it is. */
    public Endpoint endpoint() {
        return member.endpoint();
    }

    /**
     * Where to send. Listeners of the future are called on the loop. It fails where the endpoint's name has no address,
     * or one that must not be connected to.
     */
    public Future<InetSocketAddress> address(EventLoop loop) {
        return upstream.connector().address(member.endpoint(), loop);
    }

    /** Whether the backend has it no more. Costs next to nothing while endpoints do not change. */
    @SuppressWarnings("ReferenceEquality") // The list is the same one as long as it is equal.
    public boolean isGone() {
        List<Endpoint> now = upstream.endpoints();
        if (now != known) {
            if (!now.contains(member.endpoint())) {
                return true;
            }
            known = now;
        }
        return false;
    }

    /** A datagram came from it: it works. */
    public void answered() {
        if (!answered && !ended) {
            answered = true;
            member.answering(ticket);
        }
    }

    /** The flow goes there no more. Where it never answered, that says nothing: not every protocol has answers. */
    public void ended() {
        end(answered ? Outcome.ANSWERED : Outcome.CANCELLED);
    }

    /** Nothing takes datagrams there. */
    public void unreachable() {
        end(Outcome.CONNECT_FAILED);
    }

    private void end(Outcome outcome) {
        if (!ended) {
            ended = true;
            member.ended(ticket, outcome);
        }
    }
}
