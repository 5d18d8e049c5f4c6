package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.RuleId;
import dev.sluice.message.GrpcStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestMetricsTest {

    private static final int MAX_SERIES = 600;
    private static final int SERIES_OF_TIMER = 3;

    /**
     * Two keys of five and three references need 56. In a process that had run hundreds of test classes it was 104; for
     * what is not known. Their hash codes allocate nothing: interpreted, by either compiler, or with nothing of method
     * handles inlined. The tags of a timer would need hundreds.
     */
    private static final int OCTETS_OF_KEYS = 128;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestMetrics metrics = new RequestMetrics(registry, new RefusedSeries(registry), MAX_SERIES);

    private static RequestRecord request(String route, String method, int status) {
        var head = new RequestRecord.Head(method, "/", "HTTP/1.1", "h", null, "1", null, null, null);
        var rule = new RuleId(new RouteId("HTTPRoute", "ns", route), 0);
        var record = new RequestRecord(head, new PortId("ns", "gw", 80), null);
        record.belongsTo(RuleLabels.of(new ListenerId("ns", "gw", "http"), rule));
        record.ended(status);
        return record;
    }

    private long timers() {
        return registry.find(RequestMetrics.DURATION).timers().size();
    }

    @Test
    void aRequestIsTimedByPlaceMethodAndClassOfStatus() {
        metrics.finished(request("shop", "GET", 204));

        var timer = registry.get(RequestMetrics.DURATION)
                .tags("gateway", "ns/gw", "listener", "http", "route", "HTTPRoute ns/shop", "status", "2xx")
                .tag("http.request.method", "GET")
                .timer();
        assertThat(timer.count()).isEqualTo(1);
    }

    @Test
    void noNumberOfRoutesMakesMoreSeriesThanAreAllowed() {
        for (int route = 0; route < MAX_SERIES; route++) {
            metrics.finished(request("route-" + route, "GET", 200));
            metrics.finished(request("route-" + route, "POST", 503));
        }

        assertThat(timers() * SERIES_OF_TIMER).isLessThanOrEqualTo(MAX_SERIES);
        assertThat(registry.get(RequestMetrics.DURATION)
                        .tags("route", "_other", "http.request.method", "POST", "status", "5xx")
                        .timer()
                        .count())
                .isPositive();
    }

    @Test
    void aRequestOfARuleAllocatesNothing() {
        RequestRecord request = request("shop", "GET", 200);

        assertThat(allocatedFor(request)).isZero();
    }

    private static RequestRecord call(String route, GrpcStatus status) {
        RequestRecord call = request(route, "POST", 200);
        call.grpcEnded(status);
        return call;
    }

    private double calls(String route, GrpcStatus status) {
        var counter = registry.find(RequestMetrics.CALLS)
                .tags("gateway", "ns/gw", "route", route, "grpc.status", status.name())
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void aCallIsCountedByPlaceAndStatus() {
        metrics.finished(call("shop", GrpcStatus.OK));
        metrics.finished(call("shop", GrpcStatus.NOT_FOUND));
        metrics.finished(call("shop", GrpcStatus.NOT_FOUND));
        metrics.finished(request("shop", "POST", 200));

        assertThat(calls("HTTPRoute ns/shop", GrpcStatus.OK)).isEqualTo(1);
        assertThat(calls("HTTPRoute ns/shop", GrpcStatus.NOT_FOUND)).isEqualTo(2);
    }

    @Test
    void aCallAllocatesNothing() {
        assertThat(allocatedFor(call("shop", GrpcStatus.OK))).isZero();
    }

    @Test
    void noNumberOfRoutesMakesMoreCountersOfCallsThanAreAllowed() {
        for (int route = 0; route < MAX_SERIES; route++) {
            metrics.finished(call("route-" + route, GrpcStatus.OK));
        }

        assertThat(registry.find(RequestMetrics.CALLS).counters()).hasSizeLessThan(MAX_SERIES / SERIES_OF_TIMER + 17);
    }

    @Test
    void countersOfRoutesThatAreGoneAreGivenUp() {
        metrics.finished(call("shop", GrpcStatus.OK));
        metrics.finished(call("cart", GrpcStatus.OK));

        metrics.retain(Set.of("HTTPRoute ns/cart"));

        assertThat(calls("HTTPRoute ns/shop", GrpcStatus.OK)).isZero();
        assertThat(calls("HTTPRoute ns/cart", GrpcStatus.OK)).isEqualTo(1);
    }

    @Test
    void aRequestOfNoRuleIsLookedForByItsKeyOnly() {
        var head = new RequestRecord.Head("GET", "/", "HTTP/1.1", "h", null, "1", null, null, null);
        var request = new RequestRecord(head, new PortId("ns", "gw", 80), null);
        request.ended(404);

        assertThat(allocatedFor(request)).isLessThanOrEqualTo(OCTETS_OF_KEYS);
    }

    /** Octets for each time that it is counted, in the end. */
    private long allocatedFor(RequestRecord request) {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int times = 20_000;
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < times; i++) {
                metrics.finished(request);
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / times);
        }
        return least;
    }

    @Test
    void aMethodThatIsMadeUpMakesNoSeriesOfItsOwn() {
        for (int method = 0; method < 50; method++) {
            metrics.finished(request("shop", "METHOD" + method, 200));
        }

        assertThat(timers()).isEqualTo(1);
    }

    @Test
    void aRouteThatWentGivesItsSeriesBack() {
        metrics.finished(request("gone", "GET", 200));
        metrics.finished(request("stays", "GET", 200));

        metrics.retain(Set.of("HTTPRoute ns/stays"));

        assertThat(registry.find(RequestMetrics.DURATION)
                        .tag("route", "HTTPRoute ns/gone")
                        .timer())
                .isNull();
        assertThat(timers()).isEqualTo(1);
    }

    @Test
    void anAnswerOfOursIsCountedByItsReason() {
        var request = request("shop", "GET", 503);
        request.answeredBy(null, "no_endpoint", null);

        metrics.finished(request);

        assertThat(registry.get(RequestMetrics.ANSWERS)
                        .tag("reason", "no_endpoint")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRequestFallsIntoTheBucketsOfItsRoute() {
        metrics.finished(request("shop", "GET", 204));
        metrics.finished(request("shop", "POST", 503));

        var timer = registry.get(RequestMetrics.BY_ROUTE)
                .tags("gateway", "ns/gw", "listener", "http", "route", "HTTPRoute ns/shop")
                .timer();
        assertThat(timer.count()).isEqualTo(2);
        assertThat(timer.takeSnapshot().histogramCounts()).hasSize(Buckets.LIMITS.length);
    }

    @Test
    void noNumberOfRoutesMakesMoreHistogramsThanAreAllowed() {
        for (int route = 0; route < MAX_SERIES; route++) {
            metrics.finished(request("route-" + route, "GET", 200));
        }

        assertThat(registry.find(RequestMetrics.BY_ROUTE).timers().size() * Buckets.SERIES)
                .isLessThanOrEqualTo(MAX_SERIES);
        assertThat(registry.get("sluice.metrics.refused").counter().count()).isPositive();
    }

    @Test
    void histogramsOfRoutesThatAreGoneAreGivenUp() {
        metrics.finished(request("shop", "GET", 200));
        metrics.retain(Set.of());

        assertThat(registry.find(RequestMetrics.BY_ROUTE).timers()).isEmpty();
    }
}
