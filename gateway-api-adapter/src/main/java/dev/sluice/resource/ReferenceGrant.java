package dev.sluice.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Allows references from other namespaces into its own. Source: ReferenceGrant. */
public record ReferenceGrant(ObjectMeta metadata, List<From> from, List<To> to) implements WatchedObject {

    public ReferenceGrant {
        from = List.copyOf(from);
        to = List.copyOf(to);
    }

    /** ReferenceGrantFrom. */
    public record From(String group, String kind, String namespace) {}

    /**
     * ReferenceGrantTo.
     *
     * @param name null: every object of the kind
     */
    public record To(String group, String kind, @Nullable String name) {}

    @Override
    public Kind<ReferenceGrant> kind() {
        return Kinds.REFERENCE_GRANT;
    }
}
