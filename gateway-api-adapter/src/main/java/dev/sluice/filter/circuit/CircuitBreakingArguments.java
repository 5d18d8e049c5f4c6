package dev.sluice.filter.circuit;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When a circuit opens, and what happens then.
 *
 * @param failureRate percent of the calls in {@code window}
 * @param minimumCalls in {@code window}, before rates mean something
 * @param window whole seconds
 * @param statuses of responses that are failures, each {@code 503} or {@code 500-599}
 * @param slowCall a call that takes longer to the head of its response is slow; null: none is
 * @param slowCallRate percent of the calls in {@code window}
 * @param openFor after which a few calls are tried
 * @param trials how many these are
 */
public record CircuitBreakingArguments(
        @Meaning(
                value = "The circuit opens when so many percent of the requests in `window` failed; 1 to 100",
                byDefault = "50")
        Integer failureRate,

        @Meaning(value = "Rates are not looked at before so many requests in `window`; 1 to 100000", byDefault = "20")
        Integer minimumCalls,

        @Meaning(value = "How long a request counts; whole seconds, up to 10 minutes", byDefault = "`10s`")
        Duration window,

        @Meaning(value = "Statuses of responses that are failures, such as `503` or `500-599`", byDefault = "`500-599`")
        List<String> statuses,

        @Meaning(
                value = "A request is slow if the head of its response takes longer; 1 ms to 1 hour",
                byDefault = "none is slow")
        @Nullable
        Duration slowCall,

        @Meaning(
                value = "The circuit opens when so many percent of the requests in `window` were slow; 1 to 100",
                byDefault = "100")
        Integer slowCallRate,

        @Meaning(
                value = "How long an open circuit refuses requests before it tries some; 100 ms to 1 hour",
                byDefault = "`10s`")
        Duration openFor,

        @Meaning(
                value = "How many requests are tried; their rates decide whether it closes; 1 to 1000",
                byDefault = "3")
        Integer trials) {

    private static final Duration HOUR = Duration.ofHours(1);

    public CircuitBreakingArguments {
        failureRate = within("failureRate", failureRate == null ? 50 : failureRate, 100);
        minimumCalls = within("minimumCalls", minimumCalls == null ? 20 : minimumCalls, 100_000);
        window = window == null ? Duration.ofSeconds(10) : window;
        statuses = statuses == null || statuses.isEmpty() ? List.of("500-599") : List.copyOf(statuses);
        slowCallRate = within("slowCallRate", slowCallRate == null ? 100 : slowCallRate, 100);
        openFor = openFor == null ? Duration.ofSeconds(10) : openFor;
        trials = within("trials", trials == null ? 3 : trials, 1000);
        if (!window.equals(Duration.ofSeconds(window.toSeconds()))) {
            throw new InvalidArgument("window", "not a number of whole seconds; write it as 10s or 1m");
        }
        within("window", window, Duration.ofSeconds(1), Duration.ofMinutes(10), "1s and 10m");
        within("openFor", openFor, Duration.ofMillis(100), HOUR, "100ms and 1h");
        if (slowCall != null) {
            within("slowCall", slowCall, Duration.ofMillis(1), HOUR, "1ms and 1h");
        }
        ranges(statuses);
    }

    private static int within(String argument, int value, int most) {
        if (value < 1 || value > most) {
            throw new InvalidArgument(argument, "%d is not within 1-%d; set it".formatted(value, most));
        }
        return value;
    }

    private static void within(String argument, Duration value, Duration least, Duration most, String limits) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidArgument(argument, "is not within %s; correct it".formatted(limits));
        }
    }

    private static List<StatusRange> ranges(List<String> statuses) {
        return IntStream.range(0, statuses.size())
                .mapToObj(i -> StatusRange.of("statuses[%d]".formatted(i), statuses.get(i)))
                .toList();
    }

    /** Those of {@link #statuses}. */
    List<StatusRange> failures() {
        return ranges(statuses);
    }
}
