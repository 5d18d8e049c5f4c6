package dev.sluice.benchmark.datagram;

import dev.sluice.benchmark.openloop.Latencies;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One load, run on one event loop, which owns the state. */
final class FlowRound {

    /** Nanoseconds after the last one was sent at which datagrams that did not come back count as lost. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);
    /** Nanoseconds without an answer after which a flow sends again, where a window decides. */
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);

    private final FlowLoad load;
    private final EventLoop loop;
    private final Latencies latencies;
    private final CompletableFuture<String> result = new CompletableFuture<>();
    private final List<SendingFlow> flows = new ArrayList<>();

    private long begin;
    private int sent;
    private int answered;

    FlowRound(FlowLoad load, EventLoop loop) {
        this.load = load;
        this.loop = loop;
        this.latencies = new Latencies(load.datagrams());
    }

    /** Opens the sockets, then sends; the result comes when the time is over. */
    CompletableFuture<String> start() throws InterruptedException {
        for (int i = 0; i < load.flows(); i++) {
            SendingFlow flow = new SendingFlow(this, load.octets());
            Batches.bootstrap(loop)
                    .handler(flow)
                    .connect("127.0.0.1", load.port())
                    .sync();
            flows.add(flow);
        }
        loop.execute(this::begin);
        return result;
    }

    private void begin() {
        begin = System.nanoTime();
        long end = TimeUnit.MILLISECONDS.toNanos(load.millis());
        if (load.rate() > 0) {
            var _ = loop.schedule(this::end, end + PATIENCE, TimeUnit.NANOSECONDS);
            sendDue();
        } else {
            var _ = loop.schedule(this::end, end, TimeUnit.NANOSECONDS);
            fill();
        }
    }

    /** What is due, one of each flow in turn; a timer for the next one. */
    private void sendDue() {
        while (sent < load.datagrams()) {
            long due = begin + load.due(sent);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                flows.forEach(SendingFlow::flush);
                var _ = loop.schedule(this::sendDue, wait, TimeUnit.NANOSECONDS);
                return;
            }
            flows.get(sent % flows.size()).send(due);
        }
        flows.forEach(SendingFlow::flush);
    }

    /** As many of each silent flow as its window has; looked at again after some time. */
    private void fill() {
        if (!result.isDone()) {
            long now = System.nanoTime();
            for (SendingFlow flow : flows) {
                if (flow.underWay() == 0 || now - flow.heard() >= SILENCE) {
                    flow.fill(load.window());
                }
            }
            var _ = loop.schedule(this::fill, SILENCE, TimeUnit.NANOSECONDS);
        }
    }

    void sent() {
        sent++;
    }

    /** A datagram of this flow came back; due is what it was sent with. */
    void answered(SendingFlow flow, long due) {
        if (result.isDone()) {
            return;
        }
        answered++;
        if (load.rate() > 0) {
            latencies.answered(System.nanoTime() - due);
        } else {
            flow.topUp(load.window());
        }
    }

    private void end() {
        // Those that are under way when a window ends are not lost.
        int underWay = load.rate() > 0
                ? 0
                : flows.stream().mapToInt(SendingFlow::underWay).sum();
        double seconds = (load.rate() > 0 ? load.millis() * 1_000_000L : System.nanoTime() - begin) / 1e9;
        result.complete("sent=%d answered=%d seconds=%.3f %s".formatted(sent - underWay, answered, seconds, latencies));
        for (SendingFlow flow : flows) {
            flow.close();
        }
    }
}
