package dev.sluice.route;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.edge.wire.RecordingBackend;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One rule with filters that the gateway brings, in each lane, and a backend that keeps what it was sent. */
abstract class FiltersOfEachLane extends GatewayOfEachLane {

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

    void serve(RouteFilter... filters) {
        serveFilters(backend.port(), filters);
    }

    static DataPlaneFixture.Answer get(String... headers) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, "/", pairs(headers), "");
    }

    /** The head of the last request that the backend got. */
    String seen() {
        return backend.requests().getLast().head();
    }
}
