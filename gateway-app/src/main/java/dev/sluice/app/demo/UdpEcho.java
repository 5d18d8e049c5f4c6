package dev.sluice.app.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends each datagram back, after its name and a space, so that one sees who answers. */
record UdpEcho(String name) implements StreamServer.Protocol.OverUdp {

    @Override
    public List<ChannelHandler> ofDatagrams() {
        return List.of(new Datagrams(name));
    }

    private static final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {

        private final String name;

        Datagrams(String name) {
            this.name = name;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext socket, DatagramPacket datagram) {
            ByteBuf words = Unpooled.copiedBuffer(name + " ", StandardCharsets.UTF_8);
            ByteBuf answer = Unpooled.wrappedBuffer(words, datagram.content().retain());
            var _ = socket.writeAndFlush(new DatagramPacket(answer, datagram.sender()), socket.voidPromise());
        }

        /** A client whose port is closed; the socket is everybody's. */
        @Override
        public void exceptionCaught(ChannelHandlerContext socket, Throwable cause) {
            // The next datagram is another one.
        }
    }
}
