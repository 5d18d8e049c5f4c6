package dev.sluice.config.route;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long requests of a rule may take; what takes longer is answered 504. Source: HTTPRouteRule.timeouts, GEP-1742.
 *
 * @param request from the head of the request to the end of the response, all tries together; null: the rule says
 *     nothing; zero: no limit, also none that the gateway has by default
 * @param backendRequest each try, from its begin to the end of the response; null and zero as above
 */
public record Timeouts(@Nullable Duration request, @Nullable Duration backendRequest) {

    /** The rule says nothing. */
    public static final Timeouts UNSET = new Timeouts(null, null);

    /** No limit, also none that the gateway has by default. */
    public static final Timeouts NONE = new Timeouts(Duration.ZERO, Duration.ZERO);
}
