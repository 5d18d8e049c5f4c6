package dev.sluice.filter.traffic;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;

/**
 * How large a request's body may be.
 *
 * @param max such as {@code 10MB}
 */
public record RequestSizeArguments(
        @Meaning(value = "The largest body: a number with `B`, `KB`, `MB` or `GB`, of 1024 each", needed = true)
        String max) {

    public RequestSizeArguments {
        if (max == null) {
            throw new InvalidArgument("max", "missing; set it, such as 10MB");
        }
        Sizes.octets("max", max);
    }

    /** In octets; 0: no body. */
    long limit() {
        return Sizes.octets("max", max);
    }
}
