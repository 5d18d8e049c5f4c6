import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that are slow and honest: each reads a response in small parts with a rest after each, then asks again, from
 * {@link #start} to {@link #close}. None may be broken, however long it takes.
 */
final class SlowReaders implements AutoCloseable {

    private static final Duration REST = Duration.ofMillis(100);

    private final HttpClient client;
    private final HttpRequest request;
    private final long octets;
    private final AtomicInteger whole = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicReference<String> first = new AtomicReference<>("");
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;

    /** @param octets of a whole response */
    SlowReaders(HttpClient client, HttpRequest request, long octets) {
        this.client = client;
        this.request = request;
        this.octets = octets;
    }

    /** One client for each size, in octets, of the parts that it reads. */
    SlowReaders start(List<Integer> parts) {
        for (int part : parts) {
            threads.add(Thread.ofVirtual().start(() -> read(part)));
        }
        return this;
    }

    int broken() {
        return broken.get();
    }

    private void read(int part) {
        while (!over) {
            try {
                HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    count(response.statusCode(), octets(body, part));
                }
            } catch (IOException failure) {
                // The stream itself only says that it is closed.
                count(0, failure.getCause() == null ? failure.toString() : failure + ", " + failure.getCause());
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private String octets(InputStream body, int part) throws IOException {
        byte[] buffer = new byte[part];
        long sum = 0;
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
            sum += read;
            if (over) {
                return "";
            }
            LockSupport.parkNanos(REST.toNanos());
        }
        return sum == octets ? "" : sum + " of " + octets + " octets";
    }

    private void count(int status, String fault) {
        if (over) {
            return;
        }
        if (status == 200 && fault.isEmpty()) {
            whole.incrementAndGet();
        } else {
            broken.incrementAndGet();
            first.compareAndSet("", "status " + status + ", " + fault);
        }
    }

    @Override
    public void close() {
        over = true;
        threads.forEach(Thread::interrupt);
    }

    @Override
    public String toString() {
        return whole + " whole, " + broken + " broken " + first;
    }
}
