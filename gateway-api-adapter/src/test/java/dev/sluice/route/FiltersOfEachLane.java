package dev.sluice.route;

import static dev.sluice.route.Configs.route;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.edge.wire.RecordingBackend;
import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One rule with filters that the gateway brings, in each lane, and a backend that keeps what it was sent. */
abstract class FiltersOfEachLane extends GatewayOfEachLane {

    private static final AtomicLong VERSION = new AtomicLong();

    @SuppressWarnings("NullAway.Init")
    RecordingBackend backend;

    @BeforeEach
    void startBackend() throws Exception {
        backend = new RecordingBackend();
    }

    @AfterEach
    void stopBackend() throws Exception {
        backend.close();
    }

    /** Its arguments refer to no object. */
    static RouteFilter filter(String name, String... args) {
        return filter(name, Map.of(), args);
    }

    /** Its argument {@code secretRef} names a Secret with this content. */
    static RouteFilter filter(String name, Map<String, String> secret, String... args) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            all.put(args[i], args[i + 1]);
        }
        if (!secret.isEmpty()) {
            all.put("secretRef.name", "it");
        }
        return new RouteFilter.BuiltIn(new BuiltInCall(
                "SpringFilter test/" + name,
                name,
                all,
                secret.isEmpty() ? Map.of() : Map.of("secretRef", new ReferredObject("Secret test/it", secret))));
    }

    void serve(RouteFilter... filters) {
        gateway.apply(
                Configs.of(VERSION.incrementAndGet(), gateway.dataPort, backend.port(), route("plain", "/", filters)));
    }

    static DataPlaneFixture.Answer get(String... headers) {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return gateway.send(HttpMethod.GET, gateway.dataPort, "/", all, "");
    }

    /** The head of the last request that the backend got. */
    String seen() {
        return backend.requests().getLast().head();
    }
}
