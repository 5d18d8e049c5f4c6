package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.RouteFilter;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter RateLimit with a store that all replicas have together, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@GatewayOfEachLane.Properties({"--team.limits=true", "--sluice.listen.trusted-networks=127.0.0.1/32"})
class StoredRateLimitLaneTest extends FiltersOfEachLane {

    @SuppressWarnings("NullAway.Init")
    private CountingStore store;

    @BeforeEach
    void emptyStore() {
        store = gateway.context.getBean(CountingStore.class);
        store.left.clear();
        store.away = false;
    }

    private static RouteFilter limit(String filter, String... args) {
        Map<String, String> all = pairs(args);
        all.put("store", "redis");
        return new RouteFilter.BuiltIn(new BuiltInCall("SpringFilter test/" + filter, "RateLimit", all, Map.of()));
    }

    private static List<Integer> statuses(int requests, String... headers) {
        return IntStream.range(0, requests).mapToObj(_ -> get(headers).status()).toList();
    }

    @Test
    void storeDecidesAndResponsesSayWhatItSays() {
        serve(limit("decides", "requests", "2", "per", "60s"));

        assertThat(get().headers())
                .containsEntry("ratelimit-policy", "\"address\";q=2;w=60")
                .containsEntry("ratelimit", "\"address\";r=1;t=42");
        assertThat(get().status()).isEqualTo(200);
        var refused = get();
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers())
                .containsEntry("ratelimit", "\"address\";r=0;t=42")
                .containsEntry("retry-after", "42");
        assertThat(backend.requests()).hasSize(2);
    }

    /** Another replica has used what there was. */
    @Test
    void whatOthersUsedIsUsed() {
        serve(limit("used", "requests", "5"));
        assertThat(statuses(1)).containsExactly(200);
        store.left.replaceAll((_, _) -> 0L);

        assertThat(statuses(1)).containsExactly(429);
    }

    /** Names of filters have their namespace, and no client can write what parts them from its own values. */
    @Test
    void filtersHeadersAndClientsHaveBucketsOfTheirOwn() {
        serve(limit("one", "requests", "1", "header", "x-a"));
        assertThat(statuses(2, "x-a", "v")).containsExactly(200, 429);
        assertThat(statuses(1, "x-a", "w")).containsExactly(200);
        serve(limit("two", "requests", "1", "header", "x-a"));
        assertThat(statuses(1, "x-a", "v")).containsExactly(200);
        serve(limit("one", "requests", "1", "header", "x-b"));
        assertThat(statuses(1, "x-b", "v")).containsExactly(200);
        serve(limit("one", "requests", "1"));
        assertThat(statuses(2, "x-forwarded-for", "192.0.2.1")).containsExactly(200, 429);

        assertThat(store.left)
                .containsOnlyKeys(
                        "SpringFilter test/one\nheader x-a\nv",
                        "SpringFilter test/one\nheader x-a\nw",
                        "SpringFilter test/two\nheader x-a\nv",
                        "SpringFilter test/one\nheader x-b\nv",
                        "SpringFilter test/one\naddress\n192.0.2.1");
    }

    @Test
    void eachReplicaCountsForItselfWhileTheStoreIsAway() {
        serve(limit("single", "requests", "2", "per", "1h"));
        store.away = true;
        assertThat(statuses(3)).containsExactly(200, 200, 429);

        store.away = false;
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void requestsAreRefusedWhileTheStoreIsAwayIfTheFilterSaysSo() {
        serve(limit("strict", "requests", "2", "whileAway", "refuse"));
        store.away = true;

        assertThat(get().status()).isEqualTo(503);
        assertThat(gateway.send(
                                HttpMethod.POST,
                                gateway.dataPort,
                                "/s/m",
                                Map.of("content-type", "application/grpc"),
                                "")
                        .headers())
                .containsEntry("grpc-status", "14");
        assertThat(backend.requests()).isEmpty();

        store.away = false;
        assertThat(statuses(1)).containsExactly(200);
    }

    @Test
    void limitOfOneReplicaAsksNoStore() {
        apply(
                backend.port(),
                route(
                        "plain",
                        "/",
                        new RouteFilter.BuiltIn(new BuiltInCall(
                                "SpringFilter test/local",
                                "RateLimit",
                                Map.of("requests", "1", "per", "1h"),
                                Map.of()))));

        assertThat(statuses(2)).containsExactly(200, 429);
        assertThat(store.left).isEmpty();
    }
}
