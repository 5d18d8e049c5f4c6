package dev.sluice.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Spring Cloud Gateway filter that routes can name by ExtensionRef. Source: our own kind, sluice.dev/v1alpha1.
 *
 * @param args values by property name, nested ones by their path, such as {@code statuses[0]}
 */
public record SpringFilter(ObjectMeta metadata, String factory, Map<String, String> args) implements WatchedObject {

    /** API group of this kind. */
    public static final String GROUP = "sluice.dev";

    public SpringFilter {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    }

    /** What the arguments refer to, where they are of a filter that the gateway brings. */
    public List<ArgumentReference> references() {
        return ArgumentReference.of(metadata.name().namespace(), args);
    }

    @Override
    public Kind<SpringFilter> kind() {
        return Kinds.SPRING_FILTER;
    }

    /** Arguments in another order are others: a factory may bind them to a map, or take the first of two spellings. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SpringFilter that
                && metadata.equals(that.metadata)
                && factory.equals(that.factory)
                && List.copyOf(args.entrySet()).equals(List.copyOf(that.args.entrySet()));
    }

    @Override
    public int hashCode() {
        return Objects.hash(metadata, factory, args);
    }
}
