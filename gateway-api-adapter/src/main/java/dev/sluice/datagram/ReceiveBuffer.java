package dev.sluice.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * What all sockets of one event loop read into, in turn: what was read is sent on before the next read. Each datagram
 * has room for the largest that there is, since the kernel does not tell that it has cut one short. So all reads use
 * the same pages, and as few as the datagrams fill. Belongs to its loop; its memory goes with it.
 */
final class ReceiveBuffer {

    /** Octets; no datagram is longer. */
    static final int LARGEST = 65_535;

    /** Datagrams that it has room for. */
    static final int DATAGRAMS = 16;

    private final SendBatch batch;
    private final ByteBuf octets = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(DATAGRAMS * LARGEST));

    /** @param batch that holds what was read until it is sent */
    ReceiveBuffer(SendBatch batch) {
        this.batch = batch;
    }

    /**
     * Room for some datagrams, to be released after use.
     *
     * @param allocator gives other room where somebody still holds what was read before
     * @param datagrams 1 to {@link #DATAGRAMS}
     */
    ByteBuf take(ByteBufAllocator allocator, int datagrams) {
        batch.flush();
        int wanted = datagrams * LARGEST;
        if (octets.refCnt() > 1) {
            return allocator.directBuffer(wanted, wanted);
        }
        int begin = octets.capacity() - wanted;
        return octets.setIndex(begin, begin).retain();
    }
}
