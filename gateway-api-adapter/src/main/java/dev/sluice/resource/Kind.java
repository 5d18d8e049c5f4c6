package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object. The kinds are the constants of {@link Kinds}; there are no others.
 *
 * @param group API group; empty for core
 * @param word Gateway API's or Kubernetes' word for it, such as {@code HTTPRoute}
 * @param plural as in the API server's paths
 * @param versions those that we can read, the newest first; an object of each is read into the same record
 * @param type of its objects; a kind that may hold what cannot be read has a sealed type that includes that
 * @param status what its {@code status} holds of ours
 */
public record Kind<T extends WatchedObject>(
        String group,
        String word,
        String plural,
        boolean namespaced,
        List<String> versions,
        Class<T> type,
        Status status) {

    public Kind {
        versions = List.copyOf(versions);
    }

    /** That of a record is slower: it looks at every part. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Kind<?> that && word.equals(that.word) && group.equals(that.group));
    }

    @Override
    public int hashCode() {
        return word.hashCode();
    }

    /** What is written to the status of an object. */
    public enum Status {
        /** Nothing. */
        NONE,
        /** Conditions of its own; the whole status is that of one controller. */
        OWN,
        /** An entry for each parentRef. Source: RouteStatus. */
        PARENTS,
        /** An entry for each Gateway, or GatewayClass, that it has an effect on. Source: PolicyStatus. */
        ANCESTORS
    }

    /** Whether a reference with this group, empty for core, and kind means it. */
    public boolean isNamedBy(String otherGroup, String otherWord) {
        return word.equals(otherWord) && group.equals(otherGroup);
    }

    /** {@code group/version} of the newest version, or only the version for core. */
    public String apiVersion() {
        return group.isEmpty() ? versions.getFirst() : group + "/" + versions.getFirst();
    }

    /** The word. */
    @Override
    public String toString() {
        return word;
    }
}
