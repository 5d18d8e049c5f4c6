package dev.sluice.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that were read by one call and are to be sent. Those of a flow that are equally long are handed to the
 * kernel by one call, which takes them apart again: most of what a datagram costs is its way through the kernel, and
 * they go that way together. Each flow's are sent in the order in which they came. Belongs to its loop.
 */
final class SendBatch {

    /** Octets that are sent by one call: as many as the largest datagram of IPv4 has. */
    static final int MOST_OCTETS = 65_507;

    private final @Nullable Flow[] flows = new @Nullable Flow[ReceiveBuffer.DATAGRAMS];
    private final ByteBuf[] datagrams = new ByteBuf[ReceiveBuffer.DATAGRAMS];
    private final Run run = new Run();
    private Direction direction = Direction.TO_BACKEND;
    private int count;

    /** Where datagrams of a flow go. */
    enum Direction {
        TO_BACKEND,
        TO_CLIENT
    }

    /** Takes one. All that are in a batch go in the same direction. */
    void add(Flow flow, Direction to, ByteBuf datagram) {
        if (count == datagrams.length || to != direction) {
            flush();
            direction = to;
        }
        flows[count] = flow;
        datagrams[count] = datagram.retain();
        count++;
    }

    /** Sends all. */
    void flush() {
        int all = count;
        for (int first = 0; first < all; first++) {
            Flow flow = flows[first];
            if (flow != null) {
                send(flow, first, all);
            }
        }
        count = 0;
        for (int each = 0; each < all; each++) {
            datagrams[each].release();
        }
    }

    @SuppressWarnings("ReferenceEquality") // Which flow it is counts.
    private void send(Flow flow, int first, int end) {
        int longest = flow.longestJoined(direction);
        for (int each = first; each < end; each++) {
            if (flows[each] == flow) {
                flows[each] = null;
                ByteBuf datagram = datagrams[each];
                if (!run.takes(datagram, longest)) {
                    run.send(flow);
                }
                run.add(datagram);
            }
        }
        run.send(flow);
    }

    /** Datagrams of one length, of which the last may be shorter. */
    private final class Run {

        private final ByteBuf joined = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(MOST_OCTETS));
        private @Nullable ByteBuf first;
        private int length;
        private int octets;
        private boolean several;

        /** Whether it can be sent together with those that are in it. */
        private boolean takes(ByteBuf datagram, int longest) {
            if (first == null) {
                return true;
            }
            int more = datagram.readableBytes();
            boolean lastIsFull = length > 0 && octets % length == 0;
            return lastIsFull && length <= longest && more > 0 && more <= length && octets + more <= MOST_OCTETS;
        }

        private void add(ByteBuf datagram) {
            ByteBuf before = first;
            if (before == null) {
                first = datagram;
                length = datagram.readableBytes();
                octets = length;
                return;
            }
            if (!several) {
                several = true;
                joined.clear().writeBytes(before, before.readerIndex(), length);
            }
            joined.writeBytes(datagram, datagram.readerIndex(), datagram.readableBytes());
            octets += datagram.readableBytes();
        }

        private void send(Flow flow) {
            ByteBuf one = first;
            if (one == null) {
                return;
            }
            first = null;
            ByteBuf all = several ? joined : one;
            several = false;
            switch (direction) {
                case TO_BACKEND -> flow.sendToBackend(all, length);
                case TO_CLIENT -> flow.sendToClient(all, length);
            }
        }
    }
}
