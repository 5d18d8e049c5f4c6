package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.RouteFilter;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter RateLimit, in each lane, behind a proxy that is trusted. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
@GatewayOfEachLane.Properties("--sluice.listen.trusted-networks=127.0.0.1/32")
class RateLimitLaneTest extends FiltersOfEachLane {

    /** Each test has limits of its own, for each has an object of its own. */
    private static RouteFilter limit(String name, Map<String, String> args) {
        return new RouteFilter.BuiltIn(new BuiltInCall("SpringFilter test/" + name, "RateLimit", args, Map.of()));
    }

    private void serveTwice(RouteFilter... filters) {
        apply(backend.port(), route("plain", "/", filters), route("other", "/other", filters));
    }

    private static List<Integer> statuses(int requests, Map<String, String> headers) {
        return IntStream.range(0, requests)
                .mapToObj(_ -> ask("/", headers).status())
                .toList();
    }

    private static DataPlaneFixture.Answer ask(String path, Map<String, String> headers) {
        return gateway.send(HttpMethod.GET, gateway.dataPort, path, headers, "");
    }

    @Test
    void eachClientHasALimitAndNoClientCanWriteItsAddress() {
        serve(limit("clients", Map.of("requests", "2", "per", "1h")));

        assertThat(statuses(3, Map.of("x-forwarded-for", "192.0.2.1"))).containsExactly(200, 200, 429);
        assertThat(statuses(1, Map.of("x-forwarded-for", "198.51.100.9, 192.0.2.1")))
                .containsExactly(429);
        assertThat(statuses(1, Map.of("x-forwarded-for", "192.0.2.2"))).containsExactly(200);
    }

    @Test
    void responsesSayWhatIsLeftAndWhenToComeBack() {
        serve(limit("announced", Map.of("requests", "2", "per", "60s")));

        var first = ask("/", Map.of());
        assertThat(first.headers())
                .containsEntry("ratelimit-policy", "\"address\";q=2;w=60")
                .containsEntry("ratelimit", "\"address\";r=1;t=30")
                .doesNotContainKey("retry-after");
        assertThat(ask("/", Map.of()).status()).isEqualTo(200);
        var refused = ask("/", Map.of());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).isEqualTo("Too many requests came in a short time.\n");
        assertThat(refused.headers())
                .containsEntry("ratelimit-policy", "\"address\";q=2;w=60")
                .containsEntry("ratelimit", "\"address\";r=0;t=30")
                .containsEntry("retry-after", "30");
    }

    @Test
    void limitThatIsNotAnnouncedSaysOnlyWhenToComeBack() {
        serve(limit("quiet", Map.of("requests", "1", "per", "10s", "announce", "false")));

        assertThat(ask("/", Map.of()).headers()).doesNotContainKeys("ratelimit", "ratelimit-policy");
        assertThat(ask("/", Map.of()).headers())
                .containsEntry("retry-after", "10")
                .doesNotContainKeys("ratelimit", "ratelimit-policy");
    }

    @Test
    void requestsWithTheSameHeaderShareALimitAndSoDoThoseWithoutIt() {
        serve(limit("consumers", Map.of("requests", "1", "per", "1h", "header", "X-Consumer")));

        assertThat(statuses(2, Map.of("x-consumer", "alice"))).containsExactly(200, 429);
        assertThat(statuses(2, Map.of("x-consumer", "bob"))).containsExactly(200, 429);
        assertThat(statuses(2, Map.of())).containsExactly(200, 429);
    }

    @Test
    void sharedLimitIsOfAllRulesThatNameIt() {
        serveTwice(limit("all", Map.of("requests", "2", "per", "1h", "shared", "true")));

        assertThat(ask("/", Map.of("x-forwarded-for", "192.0.2.1")).status()).isEqualTo(200);
        assertThat(ask("/other", Map.of("x-forwarded-for", "192.0.2.2")).status())
                .isEqualTo(200);
        assertThat(ask("/", Map.of("x-forwarded-for", "192.0.2.3")).status()).isEqualTo(429);
    }

    @Test
    void severalLimitsAreAllAnnounced() {
        serve(
                limit("each", Map.of("requests", "5", "per", "60s")),
                limit("together", Map.of("requests", "9", "per", "60s", "shared", "true")));

        assertThat(ask("/", Map.of()).headers().get("ratelimit-policy"))
                .contains("\"address\";q=5;w=60", "\"shared\";q=9;w=60");
    }

    @Test
    void changeOfAnotherObjectDoesNotGiveBackWhatIsUsed() {
        RouteFilter limit = limit("kept", Map.of("requests", "1", "per", "1h"));
        serve(limit);
        assertThat(statuses(1, Map.of())).containsExactly(200);
        serve(limit, limit("new", Map.of("requests", "100")));
        assertThat(statuses(1, Map.of())).containsExactly(429);
    }
}
