package dev.sluice.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopFlowsTest {

    private static final int MEBIBYTE = 1 << 20;

    private final EventLoop loop = new DefaultEventLoop();
    private final LoopFlows flows = new LoopFlows(loop, DatagramFixture.settings(5, 5, DatagramFixture.IDLE));

    @AfterEach
    void end() throws Exception {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get();
    }

    /** While the name of an endpoint is looked up, which an attacker may hold up. */
    @Test
    void octetsThatWaitAreBounded() {
        assertThat(flows.tryWait(MEBIBYTE - 10)).isTrue();
        assertThat(flows.tryWait(11)).isFalse();
        assertThat(flows.tryWait(10)).isTrue();

        flows.waited(10);

        assertThat(flows.tryWait(11)).isFalse();
        assertThat(flows.tryWait(10)).isTrue();
    }

    @Test
    void withoutFlowsThereIsNoneToEnd() {
        assertThat(flows.makeRoom(null)).isFalse();
    }
}
