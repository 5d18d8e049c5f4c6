package dev.sluice.source;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where objects are written. Immutable; may be asked by any thread, and may read a text again, so not for requests. */
@FunctionalInterface
public interface Places {

    /** Of objects that are in no file. */
    Places NONE = (_, _) -> Optional.empty();

    /**
     * The {@code file:line:column} of a field of an object, or of the nearest one around it that is written.
     *
     * @param object such as {@code HTTPRoute shop/cart}
     * @param field such as {@code spec.rules[0].matches}; null: of the object's name
     * @return empty where there is no such object in a file
     */
    Optional<String> of(String object, @Nullable String field);
}
