package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatagramBatchesTest {

    private static final int LEAST = 2;
    private static final int MOST = 16;
    private static final int IN_TURN = 40;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ChannelConfig config = channel.config();
    private final ExtendedHandle handle =
            new DatagramBatches(new ReceiveBuffer(new SendBatch()), LEAST, MOST, IN_TURN).newHandle();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private int atOnce() {
        return handle.guess() / ReceiveBuffer.LARGEST;
    }

    /** Reads until there are no more, or others have their turn; gives how many were read. */
    private int turn(int waiting) {
        handle.reset(config);
        int read = 0;
        do {
            int batch = Math.min(atOnce(), waiting - read);
            if (batch == 0) {
                break;
            }
            handle.incMessagesRead(batch);
            read += batch;
        } while (handle.continueReading());
        handle.readComplete();
        return read;
    }

    @Test
    void moreAreReadByOneCallWhereThereAreMore() {
        turn(1);
        assertThat(atOnce()).isEqualTo(LEAST);

        turn(30);

        assertThat(atOnce()).isEqualTo(MOST);
    }

    @Test
    void fewerAreWhereThereAreFewer() {
        turn(30);

        for (int turns = 0; turns < 3; turns++) {
            turn(1);
        }

        assertThat(atOnce()).isEqualTo(LEAST);
    }

    @Test
    void othersHaveTheirTurn() {
        assertThat(turn(1000)).isBetween(IN_TURN, IN_TURN + MOST);
    }

    @Test
    void batchThatIsNotFullIsTheLast() {
        handle.reset(config);
        handle.incMessagesRead(LEAST);
        assertThat(handle.continueReading()).isTrue();
        handle.incMessagesRead(1);
        assertThat(handle.continueReading()).isFalse();
    }
}
