package dev.sluice.edge.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ClientValidation;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that share an event loop, and so a round of its clock. */
class ConnectionRingTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration DAY = Duration.ofDays(1);

    private final EventLoop loop = new DefaultEventLoop();
    private final ConnectionClock clock = new ConnectionClock(new ConnectionTimeouts(SHORT, DAY, DAY, DAY, DAY, DAY));
    private final List<Looks> connections = new ArrayList<>();

    /** Counts how often it is looked at, as phases. */
    private final class Looks extends Phaser implements ServedConnection {

        private final Channel channel = new LocalChannel();

        Looks() {
            super(1);
            var _ = loop.register(channel).syncUninterruptibly();
            var _ = loop.submit(() -> clock.watch(channel, this)).syncUninterruptibly();
            connections.add(this);
        }

        void end() {
            var _ = channel.close().syncUninterruptibly();
        }

        void awaitNext() throws InterruptedException, TimeoutException {
            int next = awaitAdvanceInterruptibly(getPhase(), 10, TimeUnit.SECONDS);
            assertThat(next).isPositive();
        }

        @Override
        public void check(long now) {
            arrive();
        }

        @Override
        public boolean isIdle() {
            return true;
        }

        @Override
        public void leave() {}

        @Override
        public void acceptedBy(ClientValidation asked) {}

        @Override
        public void closeIfIdle() {}

        @Override
        public long octetsWritten() {
            return 0;
        }
    }

    @AfterEach
    void end() {
        connections.forEach(Looks::end);
        var _ = loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void watchThree() {
        for (int i = 0; i < 3; i++) {
            var _ = new Looks();
        }
    }

    @Test
    void areAllLookedAtAgainAndAgain() throws Exception {
        watchThree();
        for (int round = 0; round < 3; round++) {
            for (Looks each : connections) {
                each.awaitNext();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "01", "02", "12", "10", "20", "21"})
    void areLookedAtWhicheverOfThemEnds(String ended) throws Exception {
        watchThree();
        List<Looks> left = new ArrayList<>(connections);
        for (int i = 0; i < ended.length(); i++) {
            Looks ends = connections.get(ended.charAt(i) - '0');
            ends.end();
            left.remove(ends);
        }
        for (Looks each : left) {
            each.awaitNext();
            each.awaitNext();
        }
        for (Looks each : connections) {
            if (!left.contains(each)) {
                int looks = each.getPhase();
                left.getFirst().awaitNext();
                assertThat(each.getPhase()).isEqualTo(looks);
            }
        }
    }

    @Test
    void areLookedAtAgainAfterAllHadEnded() throws Exception {
        watchThree();
        connections.forEach(Looks::end);
        Looks later = new Looks();
        later.awaitNext();
        later.awaitNext();
    }
}
