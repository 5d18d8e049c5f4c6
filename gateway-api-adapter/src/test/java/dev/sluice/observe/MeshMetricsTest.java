package dev.sluice.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.RuleId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeshMetricsTest {

    private static final ParentId SERVICE = new ParentId(ParentId.Kind.SERVICE, "shop", "web");
    private static final RequestRecord.Head HEAD =
            new RequestRecord.Head("GET", "/", "HTTP/1.1", "web", null, "id", "10.1.0.1", null, null);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MeshMetrics metrics = new MeshMetrics(registry, 2);

    @Test
    void requestIsCountedByClientAndBackend() {
        metrics.finished(request("web-v2", "shop/web-v2:80 10.1.0.7:8080"));
        metrics.finished(request("web-v2", "shop/web-v2:80 10.1.0.8:8080"));

        assertThat(registry.get("sluice.mesh.requests")
                        .tags(
                                "service", "shop/web",
                                "port", "80",
                                "route", "HTTPRoute shop/web-v2",
                                "backend", "shop/web-v2:80",
                                "client.namespace", "app",
                                "status", "2xx")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void requestToAGatewayIsNotCounted() {
        metrics.finished(new RequestRecord(HEAD, new PortId("shop", "gw", 80), null));

        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void placesBeyondTheBoundAreOneSeries() {
        metrics.finished(request("a", null));
        metrics.finished(request("b", null));
        metrics.finished(request("c", null));
        metrics.finished(request("d", null));

        assertThat(registry.getMeters()).hasSize(3);
        assertThat(registry.get("sluice.mesh.requests")
                        .tag("route", "_other")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void seriesOfRoutesThatAreGoneAreGivenUp() {
        metrics.finished(request("a", null));
        metrics.finished(request("b", null));

        metrics.retain(Set.of("HTTPRoute shop/b"));

        assertThat(registry.getMeters())
                .singleElement()
                .satisfies(meter -> assertThat(meter.getId().getTag("route")).isEqualTo("HTTPRoute shop/b"));
    }

    private static RequestRecord request(String route, @Nullable String backend) {
        var request = new RequestRecord(HEAD, new PortId(SERVICE, 80), "app");
        var rule = new RuleId(new RouteId("HTTPRoute", "shop", route), 0);
        request.belongsTo(RuleLabels.of(new ListenerId(SERVICE, null, "80"), rule));
        request.answeredBy(backend, null, null);
        request.ended(200);
        return request;
    }
}
