package dev.sluice.benchmark.datagram;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Reads one {@link FlowLoad} from each line of the standard input, runs it, and answers with one line: how many
 * datagrams were sent and came back, in how many seconds, and at a fixed rate percentiles in microseconds. It stays
 * alive between loads, so that it is compiled and warm when it measures.
 */
public final class DatagramLoad {

    /** Ends with the standard input. */
    public static void main(String[] args) throws IOException {
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Here, where nobody waits, rather than in the load.
                System.gc();
                System.out.println(run(FlowLoad.parse(line), group.next()));
            }
        }
    }

    private static String run(FlowLoad load, EventLoop loop) {
        try {
            return new FlowRound(load, loop).start().get(load.millis() + 60_000L, TimeUnit.MILLISECONDS);
        } catch (Exception failure) {
            return "error " + failure;
        }
    }
}
