package dev.sluice.observe;

import dev.sluice.message.GrpcStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Times requests by Gateway, Listener, route, method and class of status. The number of series is bounded: what comes
 * when all are taken is counted under {@code _other}, so that no client and no number of routes can fill a memory.
 */
public final class RequestMetrics implements RequestObserver {

    /** OpenTelemetry's name; Spring Boot's {@code http.server.requests} is of the application's own port. */
    static final String DURATION = "http.server.request.duration";

    /** The same by route only, with buckets, so that a route costs few series. */
    static final String BY_ROUTE = "sluice.request.duration";

    /** What we answered ourselves, by the reason that the access log names. */
    static final String ANSWERS = "sluice.answers";

    /** gRPC calls by the status with which they ended. */
    static final String CALLS = "sluice.grpc.calls";

    /** A timer is a count, a sum and a maximum. */
    private static final int SERIES_OF_TIMER = 3;

    static final String OTHER = "_other";

    /** The usual first, since they are looked for in this order. */
    private static final List<String> METHODS =
            List.of("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");

    /** Of status codes: none, 1xx to 5xx. */
    private static final int CLASSES = 6;

    private final MeterRegistry registry;
    private final RefusedSeries refused;
    private final int maxTimers;
    private final int maxHistograms;
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Place, Timer> histograms = new ConcurrentHashMap<>();
    private final Map<CallKey, Counter> calls = new ConcurrentHashMap<>();
    private final Map<String, Counter> answers = new ConcurrentHashMap<>();

    /**
     * @param maxSeries of each meter, at least 200, of which up to 180 are kept for {@code _other}
     */
    public RequestMetrics(MeterRegistry registry, RefusedSeries refused, int maxSeries) {
        this.registry = registry;
        this.refused = refused;
        this.maxHistograms = maxSeries / Buckets.SERIES - 1;
        this.maxTimers = maxSeries / SERIES_OF_TIMER - (METHODS.size() + 1) * 6;
    }

    private record Key(String gateway, String listener, String route, String method, String status) {

        Key withoutPlace() {
            return new Key(OTHER, OTHER, OTHER, method, status);
        }

        Tags tags() {
            return Tags.of(
                    "gateway", gateway,
                    "listener", listener,
                    "route", route,
                    "http.request.method", method,
                    "status", status);
        }
    }

    private record Place(String gateway, String listener, String route) {

        static final Place ANY_OTHER = new Place(OTHER, OTHER, OTHER);

        static Place of(RuleLabels labels) {
            return new Place(labels.gateway(), labels.listener(), labels.route());
        }
    }

    private record CallKey(String gateway, String listener, String route, GrpcStatus status) {

        CallKey withoutPlace() {
            return new CallKey(OTHER, OTHER, OTHER, status);
        }

        Tags tags() {
            return Tags.of(
                    "gateway", gateway,
                    "listener", listener,
                    "route", route,
                    "grpc.status", status.name());
        }
    }

    @Override
    public void finished(RequestRecord request) {
        timer(request).record(request.nanos(), TimeUnit.NANOSECONDS);
        histogram(request.labels()).record(request.nanos(), TimeUnit.NANOSECONDS);
        GrpcStatus grpcStatus = request.grpcStatus();
        if (grpcStatus != null) {
            calls(request.labels(), grpcStatus).increment();
        }
        String reason = request.reason();
        if (reason != null) {
            answers.computeIfAbsent(
                            reason,
                            word -> Counter.builder(ANSWERS)
                                    .description(
                                            "Responses that Sluice made or that broke off, by the reason in the access log")
                                    .tag("reason", word)
                                    .register(registry))
                    .increment();
        }
    }

    /** The labels of a rule keep their timers, so that a usual request looks for nothing by name. */
    private Timer timer(RequestRecord request) {
        RuleLabels place = request.labels();
        int method = METHODS.indexOf(request.head().method());
        int slot = (method + 1) * CLASSES + Math.min(request.status() / 100, CLASSES - 1);
        Timer kept = place.timer(slot);
        if (kept == null) {
            kept = find(place, method, request.status());
            if (!place.route().isEmpty()) {
                // Labels of no rule are made for one request.
                place.keep(kept, slot, (METHODS.size() + 1) * CLASSES);
            }
        }
        return kept;
    }

    private Timer histogram(RuleLabels labels) {
        Timer kept = labels.histogram();
        if (kept == null) {
            kept = histogram(Place.of(labels));
            if (!labels.route().isEmpty()) {
                labels.keepHistogram(kept);
            }
        }
        return kept;
    }

    private Timer histogram(Place place) {
        Timer known = histograms.get(place);
        if (known != null) {
            return known;
        }
        boolean full = histograms.size() >= maxHistograms;
        if (full) {
            refused.count();
        }
        return histograms.computeIfAbsent(
                full ? Place.ANY_OTHER : place,
                it -> Timer.builder(BY_ROUTE)
                        .description("Requests by route, and how long each took, in buckets")
                        .tags("gateway", it.gateway(), "listener", it.listener(), "route", it.route())
                        .serviceLevelObjectives(Buckets.LIMITS)
                        .register(registry));
    }

    private Counter calls(RuleLabels place, GrpcStatus status) {
        Counter kept = place.calls(status);
        if (kept == null) {
            CallKey key = new CallKey(place.gateway(), place.listener(), place.route(), status);
            CallKey bounded = calls.containsKey(key) || calls.size() < maxTimers ? key : key.withoutPlace();
            kept = calls.computeIfAbsent(
                    bounded,
                    it -> Counter.builder(CALLS)
                            .description("gRPC calls, by the status that the response ended with")
                            .tags(it.tags())
                            .register(registry));
            if (!place.route().isEmpty()) {
                place.keep(kept, status);
            }
        }
        return kept;
    }

    private Timer find(RuleLabels place, int method, int status) {
        Key key = new Key(
                place.gateway(),
                place.listener(),
                place.route(),
                method < 0 ? OTHER : METHODS.get(method),
                statusClass(status));
        Timer known = timers.get(key);
        if (known != null) {
            return known;
        }
        // Two threads may pass the bound together; a few timers more do no harm.
        boolean full = timers.size() >= maxTimers;
        if (full) {
            refused.count();
        }
        Key bounded = full ? key.withoutPlace() : key;
        return timers.computeIfAbsent(
                bounded,
                it -> Timer.builder(DURATION)
                        .description(
                                "Requests of data ports, and how long each took from its head to the end of the response")
                        .tags(it.tags())
                        .register(registry));
    }

    static String statusClass(int status) {
        return switch (status / 100) {
            case 1 -> "1xx";
            case 2 -> "2xx";
            case 3 -> "3xx";
            case 4 -> "4xx";
            case 5 -> "5xx";
            default -> "none";
        };
    }

    /** Gives up the series of routes that are no longer served, so that those to come find room. */
    public void retain(Set<String> routes) {
        removeGone(registry, timers, Key::route, routes);
        removeGone(registry, histograms, Place::route, routes);
        removeGone(registry, calls, CallKey::route, routes);
    }

    static <K> void removeGone(
            MeterRegistry registry, Map<K, ? extends Meter> meters, Function<K, String> routeOf, Set<String> routes) {
        meters.entrySet().removeIf(entry -> {
            String route = routeOf.apply(entry.getKey());
            boolean gone = !route.isEmpty() && !route.equals(OTHER) && !routes.contains(route);
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
    }
}
