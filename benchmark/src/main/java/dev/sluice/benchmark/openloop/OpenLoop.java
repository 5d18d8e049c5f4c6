package dev.sluice.benchmark.openloop;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Reads one {@link Load} from each line of the standard input, runs it, and answers with one line of figures in
 * microseconds. It stays alive between loads, so that it is compiled and warm when it measures. Linux only.
 */
public final class OpenLoop {

    /** Ends with the standard input. */
    public static void main(String[] args) throws IOException {
        try (var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // Here, where nobody waits, rather than in the load.
                System.gc();
                System.out.println(run(Load.parse(line), group.next()));
            }
        }
    }

    private static String run(Load load, EventLoop loop) {
        Round round = new Round(load, loop);
        try {
            Latencies latencies = round.start().get(load.seconds() + 60L, TimeUnit.SECONDS);
            return latencies.toString();
        } catch (Exception failure) {
            return "error " + failure;
        }
    }
}
