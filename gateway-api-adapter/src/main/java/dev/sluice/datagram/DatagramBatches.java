package dev.sluice.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much a datagram channel reads: some datagrams by one system call where the transport can, each of any size, until
 * there are no more, or until others on the event loop should have their turn. How many by one call follows what there
 * was before, because each that is asked for costs time, whether it comes or not.
 */
final class DatagramBatches implements RecvByteBufAllocator {

    private final ReceiveBuffer buffer;
    private final int least;
    private final int most;
    private final int inTurn;

    /**
     * For one channel or many of a loop.
     *
     * @param least by one system call, at least 1
     * @param most by one system call, at most {@link ReceiveBuffer#DATAGRAMS}
     * @param inTurn before the turn of others
     */
    DatagramBatches(ReceiveBuffer buffer, int least, int most, int inTurn) {
        this.buffer = buffer;
        this.least = least;
        this.most = most;
        this.inTurn = inTurn;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Turn();
    }

    private final class Turn implements ExtendedHandle {

        private int atOnce = least;
        private int messages;
        private int attempted;
        private int last;
        private boolean full;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return buffer.take(allocator, atOnce);
        }

        @Override
        public int guess() {
            return atOnce * ReceiveBuffer.LARGEST;
        }

        @Override
        public void reset(ChannelConfig config) {
            messages = 0;
            full = false;
        }

        @Override
        public void incMessagesRead(int count) {
            messages += count;
            full = count >= atOnce;
            if (full) {
                atOnce = Math.min(2 * atOnce, most);
            }
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return continueReading(UncheckedBooleanSupplier.TRUE_SUPPLIER);
        }

        /** A batch that was not full has emptied the socket; asking again would cost a call for nothing. */
        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return full && messages < inTurn;
        }

        @Override
        public void readComplete() {
            if (messages <= atOnce / 4) {
                atOnce = Math.max(atOnce / 2, least);
            }
        }
    }
}
