package dev.sluice.graph.session;

import dev.sluice.condition.BackendTrafficPolicyConditions;
import dev.sluice.condition.Condition;
import dev.sluice.resource.RetryConstraint;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** The ranges of a RetryConstraint, which an API server with another version of the CRD need not have kept. */
final class RetryLimits {

    private static final Duration HOUR = Duration.ofHours(1);

    private RetryLimits() {}

    /** Condition Accepted for the first value that is out of its range. */
    static Optional<Condition> fault(RetryConstraint constraint) {
        return Stream.of(
                        number("budget.percent", constraint.percent(), 0, 100),
                        span("budget.interval", constraint.interval(), Duration.ofSeconds(1), "1s-1h"),
                        number("minRetryRate.count", constraint.count(), 1, 1_000_000),
                        span("minRetryRate.interval", constraint.per(), Duration.ofMillis(1), "1ms-1h"))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Condition> number(String field, int value, int least, int most) {
        return value >= least && value <= most
                ? Optional.empty()
                : fault(field, String.valueOf(value), least + "-" + most);
    }

    private static Optional<Condition> span(String field, Duration value, Duration least, String expected) {
        return value.compareTo(least) >= 0 && value.compareTo(HOUR) <= 0
                ? Optional.empty()
                : fault(field, value.toMillis() + "ms", expected);
    }

    private static Optional<Condition> fault(String field, String value, String expected) {
        return Optional.of(BackendTrafficPolicyConditions.outOfRange("retryConstraint." + field, value, expected));
    }
}
