package dev.sluice.table;

import dev.sluice.config.listener.Listener;
import dev.sluice.table.Lookup.Candidate;
import java.util.List;

/**
 * Why a request meets what it meets. For people: the texts may change. They hold values of the request, headers
 * included.
 *
 * @param result the same as {@link PortTable#find} gives
 * @param listeners every Listener of the socket, the most specific hostname first
 * @param matches what was taken and the matches nearest to the request: first those whose hostname and path are right,
 *     in the order in which they are tried, then those with another path, then those with another hostname
 * @param omitted how many more matches the Listener has
 */
public record Explanation<T>(
        Lookup<T> result, List<ListenerVerdict> listeners, List<MatchVerdict<T>> matches, int omitted) {

    public Explanation {
        listeners = List.copyOf(listeners);
        matches = List.copyOf(matches);
    }

    /**
     * What was thought of a Listener.
     *
     * @param chosen whether the request belongs to it
     * @param reason why, or why not
     */
    public record ListenerVerdict(Listener listener, boolean chosen, String reason) {}

    /**
     * What was thought of a match of the chosen Listener.
     *
     * @param reason such as {@code header x-env: absent (expected: canary)}
     */
    public record MatchVerdict<T>(Candidate<T> candidate, Outcome outcome, String reason) {}

    /** What became of a match. */
    public enum Outcome {
        /** The request takes it. */
        TAKEN,
        /** A condition could not be evaluated; the request is answered 500 if no stronger match was met. */
        FAILED,
        /** The request meets it, but met a stronger one. */
        OUTRANKED,
        /** Hostname and path are right, another condition is not. */
        CONDITION_UNMET,
        /** The hostname is right, the path is not. */
        OTHER_PATH,
        /** The hostname is not right. */
        OTHER_HOSTNAME
    }
}
