package dev.sluice.filter;

import org.jspecify.annotations.Nullable;

/**
 * A reference of an argument to a whole Secret or ConfigMap. The argument's name says which: {@code secretRef} or
 * {@code configMapRef}.
 *
 * @param name of the object
 * @param namespace null: that of the SpringFilter. Another one needs a ReferenceGrant there for kind SpringFilter
 */
public record ObjectRef(
        @Meaning(value = "Name of the object", needed = true)
        String name,

        @Meaning(value = "Its namespace; another needs a ReferenceGrant there", byDefault = "that of the SpringFilter")
        @Nullable
        String namespace) {

    public ObjectRef {
        if (name == null || name.isEmpty()) {
            throw new InvalidArgument("name", "missing; name the object");
        }
    }
}
