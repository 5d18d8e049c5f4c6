import com.sun.net.httpserver.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the gateway several times and asks it at a fixed rate from the moment at which it is ready: how long answers
 * take while the virtual machine still compiles. Of each window of seconds it prints the median of the starts.
 *
 * <p>Run as {@code java benchmark/load/FirstSeconds.java [requests per second] [starts]} from the repository's root,
 * after {@code mvn package}. With {@code JAVA_OPTS=-XX:AOTMode=off} before it, a start has no record of earlier ones.
 * Ends with exit code 1 when a request failed.
 */
final class FirstSeconds {

    /** Where the windows begin and end, in seconds after readiness. */
    private static final int[] BOUNDS = {0, 1, 2, 5, 10};

    public static void main(String[] args) throws Exception {
        int rate = args.length > 0 ? Integer.parseInt(args[0]) : 500;
        int starts = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        System.exit(run(rate, starts) ? 0 : 1);
    }

    private static boolean run(int rate, int starts) throws Exception {
        var p50 = new double[BOUNDS.length - 1][starts];
        var p99 = new double[BOUNDS.length - 1][starts];
        long failed = 0;
        HttpServer backend = FolderGateway.backend("backend");
        try {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            // This process is not to be measured.
            SteadyLoad.warm(client, request(backend.getAddress().getPort()), rate);
            for (int start = 0; start < starts; start++) {
                try (var gateway = new FolderGateway()) {
                    gateway.writeService("backend", backend);
                    gateway.write("route.yaml", FolderGateway.route("route", "backend"));
                    gateway.start(client);
                    for (int window = 0; window < p50.length; window++) {
                        SteadyLoad load = load(client, rate, BOUNDS[window + 1] - BOUNDS[window]);
                        p50[window][start] = load.percentile(0.50);
                        p99[window][start] = load.percentile(0.99);
                        failed += load.failed();
                    }
                }
            }
        } finally {
            backend.stop(0);
        }
        for (int window = 0; window < p50.length; window++) {
            System.out.printf(
                    "second %d to %d: p50 %.1f ms, p99 %.1f ms%n",
                    BOUNDS[window], BOUNDS[window + 1], median(p50[window]), median(p99[window]));
        }
        System.out.printf("%d starts, %d failed%n", starts, failed);
        return failed == 0;
    }

    private static SteadyLoad load(HttpClient client, int rate, int seconds) {
        var load = new SteadyLoad(client, () -> request(FolderGateway.PORT), SteadyLoad::mustBe200);
        try (var _ = load.start(rate)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
        }
        return load;
    }

    private static HttpRequest request(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .build();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
