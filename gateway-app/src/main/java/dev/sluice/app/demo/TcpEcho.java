package dev.sluice.app.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Greets with a line that has its name, so that one sees who answers, then sends back what it gets. Closes when it has
 * sent back all from a client that sends no more.
 */
record TcpEcho(String name) implements StreamServer.Protocol.OverTcp {

    @Override
    public List<ChannelHandler> ofConnection() {
        return List.of(new Connection(name));
    }

    private static final class Connection extends ChannelInboundHandlerAdapter {

        private final String name;

        Connection(String name) {
            this.name = name;
        }

        @Override
        public void channelActive(ChannelHandlerContext client) {
            var _ = client.writeAndFlush(
                    Unpooled.copiedBuffer(name + "\n", StandardCharsets.UTF_8), client.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext client, Object octets) {
            var _ = client.write(octets, client.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext client) {
            client.flush();
        }

        /** Reads no more than is taken back. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext client) {
            Channel channel = client.channel();
            channel.config().setAutoRead(channel.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext client, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                var _ = client.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }

        /** Of a client that is gone there is nothing to say. */
        @Override
        public void exceptionCaught(ChannelHandlerContext client, Throwable cause) {
            var _ = client.close(client.voidPromise());
        }
    }
}
