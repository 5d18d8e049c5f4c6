package dev.sluice.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How much a datagram channel reads: some datagrams by one system call where the transport can, each of any size, until
 * there are no more, or until others on the event loop should have their turn.
 */
final class DatagramBatches implements RecvByteBufAllocator {

    /** Octets; no datagram is longer. */
    static final int LARGEST = 65_535;

    private final int atOnce;
    private final int inTurn;

    /**
     * For one channel or many.
     *
     * @param atOnce by one system call, at least 1
     * @param inTurn before the turn of others
     */
    DatagramBatches(int atOnce, int inTurn) {
        this.atOnce = atOnce;
        this.inTurn = inTurn;
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Turn();
    }

    private final class Turn implements ExtendedHandle {

        private int messages;
        private int messagesOfLast;
        private int attempted;
        private int last;

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return allocator.directBuffer(guess());
        }

        @Override
        public int guess() {
            return atOnce * LARGEST;
        }

        @Override
        public void reset(ChannelConfig config) {
            messages = 0;
            messagesOfLast = 0;
        }

        @Override
        public void incMessagesRead(int count) {
            messages += count;
            messagesOfLast = count;
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
            return messagesOfLast >= atOnce && messages < inTurn;
        }

        @Override
        public void readComplete() {}
    }
}
