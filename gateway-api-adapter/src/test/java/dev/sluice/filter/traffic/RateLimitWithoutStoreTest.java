package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.builtin.BuiltInFilters;
import dev.sluice.filter.builtin.FilterSurroundings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A limit of all replicas in a gateway that has no store for it. */
final class RateLimitWithoutStoreTest {

    private static final BuiltInCall CALL =
            new BuiltInCall("SpringFilter shop/it", "RateLimit", Map.of("requests", "1", "store", "redis"), Map.of());

    @Test
    void isUnusableAndSaysWhatToSet() {
        var filters = new FilterCatalogue(
                List.of(new RateLimit(FilterSurroundings.ofJudging().forwarded(), null)), Map.of());

        assertThat(filters.refusal("RateLimit", CALL.args())).isEmpty();
        assertThat(filters.unusable(CALL))
                .contains("args.store: redis, and this gateway has no Redis; set sluice.sessions.store=redis and"
                        + " spring.data.redis.*, or store: local");
    }

    /** A verb that judges a folder does not know the gateway that will serve it. */
    @Test
    void isNotJudgedByAVerb() {
        assertThat(BuiltInFilters.ofJudging().unusable(CALL)).isEmpty();
    }
}
