package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.RouteFilter;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Filters that the gateway brings, of one backendRef, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class BackendFiltersLaneTest extends FiltersOfEachLane {

    private static final int REQUESTS = 60;

    @Test
    void filterOfABackendRefJudgesItsShareOnly() {
        apply(backend.port(), Configs.routeOfShares("shares", List.of(List.of(), List.of(denyingAll()))));

        assertThat(statuses()).contains(200, 403).containsOnly(200, 403);
        assertThat(backend.requests().size()).isEqualTo((int) statusesOf(200));
    }

    @Test
    void filterOfABackendRefRunsBeforeItsHeaderModifiersAndAfterTheChoice() {
        var named = new RouteFilter.RequestHeaderModifier(
                new HeaderModification(List.of(new HeaderValue("x-key", "ours")), List.of(), List.of()));
        var keyed = filter("ApiKeyAuth", Map.of("someone", "secret"), "header", "x-key");
        apply(backend.port(), Configs.routeOfShares("keyed", List.of(List.of(named, keyed))));

        assertThat(get("x-key", "wrong").status()).isEqualTo(401);
        assertThat(get("x-key", "secret").status()).isEqualTo(200);
        assertThat(seen()).contains("x-key: ours");
    }

    private int[] last = {};

    private List<Integer> statuses() {
        last = IntStream.range(0, REQUESTS)
                .map(_ -> gateway.send(HttpMethod.GET, gateway.dataPort, "/", Map.of(), "")
                        .status())
                .toArray();
        return IntStream.of(last).boxed().toList();
    }

    private long statusesOf(int status) {
        return IntStream.of(last).filter(each -> each == status).count();
    }

    private static RouteFilter denyingAll() {
        return filter("IpAccess", "deny[0]", "0.0.0.0/0");
    }
}
