package dev.sluice.benchmark.datagram;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;

/** Sockets that read several datagrams by one system call. */
final class Batches {

    /** Octets; longer ones would be cut off. */
    static final int LONGEST = 2_048;

    private static final int AT_ONCE = 32;
    /** Octets that the kernel keeps until they are read, so that what is lost was lost on the way. */
    private static final int RECEIVED = 4 << 20;

    private Batches() {}

    static Bootstrap bootstrap(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDatagramChannel.class)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(AT_ONCE * LONGEST))
                .option(ChannelOption.SO_RCVBUF, RECEIVED);
    }
}
