package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReceiveBufferTest {

    private static final ByteBufAllocator OTHERS = UnpooledByteBufAllocator.DEFAULT;

    private final ReceiveBuffer buffer = new ReceiveBuffer(new SendBatch());

    @Test
    void eachDatagramHasRoomForTheLargest() {
        for (int datagrams = 1; datagrams <= ReceiveBuffer.DATAGRAMS; datagrams++) {
            ByteBuf room = buffer.take(OTHERS, datagrams);

            assertThat(room.writableBytes()).isEqualTo(datagrams * ReceiveBuffer.LARGEST);
            assertThat(room.isReadable()).isFalse();
            room.release();
        }
    }

    @Test
    void readsUseTheSameMemory() {
        ByteBuf one = buffer.take(OTHERS, 2);
        one.release();

        assertThat(buffer.take(OTHERS, 2)).isSameAs(one);
    }

    @Test
    void whatIsHeldIsNotReadInto() {
        ByteBuf held = buffer.take(OTHERS, 1).writeByte('x').readRetainedSlice(1);

        ByteBuf next = buffer.take(OTHERS, 1);
        next.writeByte('y');

        assertThat(held.readByte()).isEqualTo((byte) 'x');
        next.release();
    }
}
