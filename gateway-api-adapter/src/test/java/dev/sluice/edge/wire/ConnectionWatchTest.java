package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ClientValidation;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionWatchTest {

    private static final ConnectionTimeouts TIMEOUTS = GuardedConnection.TIMEOUTS;
    private static final Duration PERIOD = Duration.ofNanos(TIMEOUTS.period());

    private final MockTicker ticker = Ticker.newMockTicker();
    private final Counting counting = new Counting();
    private final ConnectionClock clock = new ConnectionClock(TIMEOUTS);
    private final SlowChannel channel = new SlowChannel();

    private static final class Counting implements ServedConnection {

        private int checks;
        private int leaves;
        private long written;

        @Override
        public void check(long now) {
            checks++;
        }

        @Override
        public void leave() {
            leaves++;
        }

        @Override
        public boolean isIdle() {
            return true;
        }

        @Override
        public void acceptedBy(ClientValidation asked) {}

        @Override
        public void closeIfIdle() {}

        @Override
        public long octetsWritten() {
            return written;
        }
    }

    /** Its socket takes as much as it is told to, of one message. */
    private final class SlowChannel extends EmbeddedChannel {

        private long takes;

        SlowChannel() {
            super(EmbeddedChannel.builder().ticker(ticker).handlers(new ChannelInboundHandlerAdapter() {
                @Override
                public void handlerAdded(ChannelHandlerContext ctx) {
                    clock.watch(ctx.channel(), counting);
                }
            }));
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {
            in.progress(takes);
        }

        void take(long octets) {
            takes = octets;
            flush();
            takes = 0;
        }

        void takeAll() {
            var waiting = unsafe().outboundBuffer();
            while (waiting.remove()) {
                takes = 0;
            }
        }
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    private void pass(Duration time) {
        for (long left = time.toNanos(); left > 0 && channel.isOpen(); left -= TIMEOUTS.period()) {
            ticker.advance(TIMEOUTS.period(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }
    }

    private void write(int octets) {
        counting.written += octets;
        var _ = channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[octets]));
    }

    @Test
    void looksOnceAPeriodUntilTheConnectionIsClosed() {
        pass(PERIOD.multipliedBy(100));
        assertThat(counting.checks).isEqualTo(100);
        channel.unsafe().close(channel.voidPromise());
        channel.runPendingTasks();
        // The wheel wakes once more, for its tick was set.
        ticker.advance(TIMEOUTS.period(), TimeUnit.NANOSECONDS);
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        assertThat(counting.checks).isEqualTo(100);
    }

    @Test
    void tellsAnOldConnectionOnceThatItIsOld() {
        Duration youngest = TIMEOUTS.age().multipliedBy(9).dividedBy(10);
        pass(youngest.minus(PERIOD));
        assertThat(counting.leaves).isZero();
        pass(TIMEOUTS.age().minus(youngest).plus(PERIOD));
        assertThat(counting.leaves).isOne();
        pass(TIMEOUTS.age());
        assertThat(counting.leaves).isOne();
    }

    @Test
    void resetsAConnectionOfWhichNothingIsTaken() {
        write(1_000_000);
        // The first look only notes what there is.
        pass(TIMEOUTS.write());
        assertThat(channel.isOpen()).isTrue();
        pass(PERIOD);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void resetsAConnectionOfWhichLessThan256OctetsASecondAreTaken() {
        write(1_000_000);
        pass(PERIOD);
        for (int second = 0; second < 60 && channel.isOpen(); second += 5) {
            channel.take(5 * 255);
            pass(Duration.ofSeconds(5));
        }
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void keepsAConnectionOfWhich256OctetsASecondAreTaken() {
        write(10_000_000);
        pass(PERIOD);
        for (int second = 0; second < 600; second += 5) {
            channel.take(5 * 256);
            pass(Duration.ofSeconds(5));
        }
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void keepsAConnectionWhoseMessagesAreTaken() {
        for (int i = 0; i < 10; i++) {
            write(10);
            pass(TIMEOUTS.write());
            assertThat(channel.isOpen()).isTrue();
            channel.takeAll();
            pass(PERIOD);
        }
    }

    @Test
    void aPeriodIsAQuarterOfTheShortestTimeAndNoLongerThan2500Milliseconds() {
        Duration day = Duration.ofDays(1);
        assertThat(new ConnectionTimeouts(day, day, day, day, day, day).period())
                .isEqualTo(Duration.ofMillis(2_500).toNanos());
        Duration second = Duration.ofSeconds(1);
        long quarter = Duration.ofMillis(250).toNanos();
        assertThat(new ConnectionTimeouts(second, day, day, day, day, day).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, second, day, day, day, day).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, day, second, day, day, day).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, day, day, second, day, day).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, day, day, day, second, day).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, day, day, day, day, second).period())
                .isEqualTo(quarter);
        assertThat(new ConnectionTimeouts(day, day, day, day, Duration.ZERO, day).period())
                .isEqualTo(Duration.ofMillis(2_500).toNanos());
        assertThat(new ConnectionTimeouts(Duration.ofNanos(1), day, day, day, day, day).period())
                .isEqualTo(Duration.ofMillis(1).toNanos());
    }
}
