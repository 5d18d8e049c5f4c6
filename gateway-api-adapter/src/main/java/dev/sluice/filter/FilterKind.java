package dev.sluice.filter;

import dev.sluice.program.RequestFilter;
import java.util.Optional;

/**
 * A filter that the gateway brings.
 *
 * @param <A> its arguments. Components have the arguments' names and a {@link Meaning}; the constructor refuses what
 *     cannot be with an {@link InvalidArgument}. Values that were not written are null or zero
 */
public interface FilterKind<A extends Record> {

    /** What a SpringFilter gives as its factory, such as {@code IpAccess}; of two with the same name neither starts. */
    String name();

    /** One sentence about what it does, for the documentation. */
    String meaning();

    /** The class of its arguments. */
    Class<A> arguments();

    /**
     * The libraries that these arguments need and the application does not have, as Maven coordinates; empty where it
     * has all.
     */
    default Optional<String> missing(A arguments) {
        return Optional.empty();
    }

    /**
     * Makes a filter. Called to judge a SpringFilter too, so it is cheap, and opens and asks nothing.
     *
     * @throws InvalidArgument for arguments that cannot be, which only this shows
     * @throws UnusableReference for a Secret or ConfigMap that does not hold what is needed
     */
    RequestFilter make(A arguments, References references);
}
