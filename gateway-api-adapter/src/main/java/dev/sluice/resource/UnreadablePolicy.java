package dev.sluice.resource;

import java.util.List;

/**
 * A policy of which no more can be read than who it is and what it is for. Its targets must not be used as if it were
 * not there.
 */
public record UnreadablePolicy(ObjectMeta metadata, Kind<Policy> kind, List<TargetRef> targets, Unreadable why)
        implements Policy {

    public UnreadablePolicy {
        targets = List.copyOf(targets);
    }
}
