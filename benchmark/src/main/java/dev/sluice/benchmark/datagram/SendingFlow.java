package dev.sluice.benchmark.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import org.jspecify.annotations.Nullable;

/** A socket that sends numbered datagrams and counts those that come back. Belongs to its event loop. */
final class SendingFlow extends SimpleChannelInboundHandler<DatagramPacket> {

    private final FlowRound round;
    private final int octets;
    private @Nullable Channel channel;
    private int next;
    /** The number after that of the last one that came back. Those before it came back, or never will. */
    private int confirmed;

    private long heard;

    SendingFlow(FlowRound round, int octets) {
        this.round = round;
        this.octets = octets;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    /** {@link System#nanoTime} when the last one came back; of no meaning before that. */
    long heard() {
        return heard;
    }

    /** Whose fate is not known. */
    int underWay() {
        return next - confirmed;
    }

    /** Gives up those that are under way, and sends as many as the window has. */
    void fill(int window) {
        confirmed = next;
        topUp(window);
        flush();
    }

    /** Sends, without flushing, until so many are under way. */
    void topUp(int window) {
        while (underWay() < window) {
            send(0);
        }
    }

    /** Sends one, without flushing. */
    void send(long due) {
        ByteBuf datagram = channel().alloc().directBuffer(octets);
        datagram.writeInt(next++).writeLong(due).writeZero(octets - FlowLoad.LEAST);
        round.sent();
        var _ = channel().write(datagram);
    }

    void flush() {
        channel().flush();
    }

    void close() {
        var _ = channel().close();
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not opened yet");
        }
        return channel;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket datagram) {
        if (datagram.content().readableBytes() != octets) {
            return;
        }
        int number = datagram.content().readInt();
        heard = System.nanoTime();
        confirmed = Math.max(confirmed, number + 1);
        round.answered(this, datagram.content().readLong());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }
}
