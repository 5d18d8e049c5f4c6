package dev.sluice.filter.traffic;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import dev.sluice.message.FieldSyntax;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How many requests are served, and who shares a limit.
 *
 * @param requests within {@code per}
 * @param per whole seconds
 * @param burst how many may come at once
 * @param header whose value decides who shares a limit; null: the address of the client does, unless {@code shared}
 * @param shared whether all requests have one limit
 * @param maxKeys how many addresses or values have a limit of their own
 * @param announce whether responses say what is left
 * @param store where requests are counted
 * @param whileAway what holds while that store does not answer
 */
public record RateLimitArguments(
        @Meaning(value = "How many requests are served within `per`; 1 to 1000000", needed = true)
        int requests,

        @Meaning(value = "The time for which `requests` are; whole seconds, up to 24 hours", byDefault = "`1s`")
        Duration per,

        @Meaning(value = "How many requests may come at once; 1 to 1000000", byDefault = "that of `requests`")
        Integer burst,

        @Meaning(
                value = "A header; requests with the same value share a limit, and so do those without it",
                byDefault = "the address of the client decides")
        @Nullable
        String header,

        @Meaning(value = "Whether all requests share one limit", byDefault = "false")
        boolean shared,

        @Meaning(value = "How many addresses or values have a limit of their own; 1 to 1000000", byDefault = "10000")
        Integer maxKeys,

        @Meaning(value = "Whether responses have the headers `RateLimit-Policy` and `RateLimit`", byDefault = "true")
        Boolean announce,

        @Meaning(
                value = "Where requests are counted: `local`, by each replica for itself; `redis`, by all together",
                byDefault = "`local`")
        Store store,

        @Meaning(
                value =
                        "While Redis does not answer: `local`, each replica counts for itself; `refuse`, requests get 503",
                byDefault = "`local`")
        WhileAway whileAway) {

    private static final int MOST = 1_000_000;

    /** Where requests are counted. */
    public enum Store {
        LOCAL,
        REDIS;

        /** As it is written in arguments. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What holds while the store does not answer. */
    public enum WhileAway {
        LOCAL,
        REFUSE;

        /** As it is written in arguments. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RateLimitArguments {
        per = per == null ? Duration.ofSeconds(1) : per;
        burst = burst == null ? Integer.valueOf(requests) : burst;
        maxKeys = maxKeys == null ? Integer.valueOf(10_000) : maxKeys;
        announce = announce == null ? Boolean.TRUE : announce;
        store = store == null ? Store.LOCAL : store;
        whileAway = whileAway == null ? WhileAway.LOCAL : whileAway;
        within("requests", requests);
        within("burst", burst);
        within("maxKeys", maxKeys);
        if (!per.equals(Duration.ofSeconds(per.toSeconds()))
                || per.isNegative()
                || per.isZero()
                || per.compareTo(Duration.ofHours(24)) > 0) {
            throw new InvalidArgument("per", "not a number of whole seconds up to 24h; write it as 1s, 5m or 1h");
        }
        if (header != null && !FieldSyntax.isName(header)) {
            throw new InvalidArgument(
                    "header", "\"%s\" is no name of a header; use one such as X-Consumer".formatted(header));
        }
        if (header != null && shared) {
            throw new InvalidArgument("shared", "true, and so all requests share a limit; remove it or header");
        }
        if (store == Store.REDIS && burst * per.toSeconds() < requests) {
            throw new InvalidArgument(
                    "burst",
                    "%d is less than what comes in a second, and a bucket in Redis fills once a second; set at least %d"
                            .formatted(burst, -Math.floorDiv(-requests, per.toSeconds())));
        }
    }

    private static void within(String argument, int value) {
        if (value < 1 || value > MOST) {
            throw new InvalidArgument(argument, "%d is not within 1-%d; set it".formatted(value, MOST));
        }
    }

    /** What the limit is for, which is its name in headers. */
    String policy() {
        return header != null ? "header" : shared ? "shared" : "address";
    }
}
