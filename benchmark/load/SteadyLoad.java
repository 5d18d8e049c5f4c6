import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Requests at a fixed rate, whatever the server does, from {@link #start} to {@link #close}. Each is timed from the
 * moment at which it was due, so that a stall is not hidden.
 */
final class SteadyLoad implements AutoCloseable {

    private static final int MOST_AT_ONCE = 512;
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private final HttpClient client;
    private final Supplier<HttpRequest> requests;
    /** Why an answer is wrong; the empty string where it is right. */
    private final Function<HttpResponse<String>, String> judge;

    private final LongAdder answered = new LongAdder();
    private final LongAdder right = new LongAdder();
    private final ConcurrentHashMap<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private Thread thread;

    SteadyLoad(HttpClient client, Supplier<HttpRequest> requests, Function<HttpResponse<String>, String> judge) {
        this.client = client;
        this.requests = requests;
        this.judge = judge;
    }

    /** Takes every answer but 200 for wrong. */
    static String mustBe200(HttpResponse<String> response) {
        return response.statusCode() == 200 ? "" : "status " + response.statusCode();
    }

    /** Ten seconds of load that nobody judges, so that a fresh virtual machine compiles before it is measured. */
    static void warm(HttpClient client, HttpRequest request, int rate) {
        warm(client, () -> request, rate);
    }

    /** The same with several requests in turn. */
    static void warm(HttpClient client, Supplier<HttpRequest> requests, int rate) {
        try (var _ = new SteadyLoad(client, requests, SteadyLoad::mustBe200).start(rate)) {
            LockSupport.parkNanos(WARM_UP.toNanos());
        }
    }

    /** Starts the load, with so many requests per second, and returns. */
    SteadyLoad start(int rate) {
        thread = Thread.ofPlatform().start(() -> run(rate));
        return this;
    }

    private void run(int rate) {
        var places = new Semaphore(MOST_AT_ONCE);
        long gap = 1_000_000_000L / rate;
        long next = System.nanoTime();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            while (!over) {
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                long due = next;
                next += gap;
                places.acquireUninterruptibly();
                executor.submit(() -> {
                    try {
                        ask(due);
                    } finally {
                        places.release();
                    }
                });
            }
        }
    }

    private void ask(long due) {
        try {
            var response = client.send(requests.get(), BodyHandlers.ofString());
            nanos.add(System.nanoTime() - due);
            answered.increment();
            String wrong = judge.apply(response);
            if (wrong.isEmpty()) {
                right.increment();
            } else {
                fail(wrong);
            }
        } catch (IOException | InterruptedException failure) {
            fail(failure.toString());
        }
    }

    private void fail(String reason) {
        failures.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    /** Answers of any kind so far. */
    long answered() {
        return answered.sum();
    }

    /** Wrong answers and requests without one, so far. */
    long failed() {
        return failures.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** The share of the requests that were answered as they should be, in percent. */
    double percentRight() {
        return 100.0 * right.sum() / Math.max(1, right.sum() + failed());
    }

    /** Each reason with its number. */
    Map<String, LongAdder> failures() {
        return new TreeMap<>(failures);
    }

    /** Milliseconds below which this share of the answers came. */
    double percentile(double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)] / 1e6;
    }

    /** Ends the load and waits for its last answers. */
    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public String toString() {
        return "%d answers, %d failed %s, p50 %.1f ms, p99 %.1f ms"
                .formatted(answered(), failed(), failures(), percentile(0.50), percentile(0.99));
    }
}
