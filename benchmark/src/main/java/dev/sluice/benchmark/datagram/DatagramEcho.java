package dev.sluice.benchmark.datagram;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;

/** Sends each datagram back to where it came from. */
public final class DatagramEcho {

    /** Ends when it is killed; the arguments are ports of the loopback address. */
    public static void main(String[] ports) throws InterruptedException {
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory())) {
            Bootstrap bootstrap = Batches.bootstrap(group.next()).handler(new Back());
            for (String port : ports) {
                bootstrap.bind("127.0.0.1", Integer.parseInt(port)).sync();
            }
            Thread.currentThread().join();
        }
    }

    @Sharable
    private static final class Back extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket datagram = (DatagramPacket) message;
            var _ = context.write(new DatagramPacket(datagram.content(), datagram.sender()));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }
}
