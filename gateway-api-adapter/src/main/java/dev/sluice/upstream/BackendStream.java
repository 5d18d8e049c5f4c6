package dev.sluice.upstream;

import dev.sluice.balance.Member;
import dev.sluice.balance.Outcome;
import dev.sluice.config.backend.Endpoint;
import io.netty.channel.Channel;

/** A connection to a backend that carries one client's octets. Belongs to its event loop. */
public final class BackendStream {

    private final Channel channel;
    private final Member member;

    /** @param ticket what {@link Member#started} gave */
    BackendStream(Channel channel, Member member, int ticket) {
        this.channel = channel;
        this.member = member;
        // It could be reached: what becomes of the octets says nothing of the endpoint.
        member.answering(ticket);
        channel.closeFuture().addListener(_ -> member.ended(ticket, Outcome.CANCELLED));
    }

    /** Its first handler but for TLS keeps what comes: {@link dev.sluice.splice.EarlyOctets}. */
    public Channel channel() {
        return channel;
    }

    /** Where it goes. */
    public Endpoint endpoint() {
        return member.endpoint();
    }
}
