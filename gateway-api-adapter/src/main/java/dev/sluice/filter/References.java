package dev.sluice.filter;

import dev.sluice.config.filter.ReferredObject;
import java.util.Map;

/** The object that names a filter, and what its arguments refer to. */
public final class References {

    private final String springFilter;
    private final Map<String, ReferredObject> byArgument;

    /**
     * Those of one object.
     *
     * @param springFilter such as {@code SpringFilter shop/office}
     * @param byArgument by the path of the argument, such as {@code secretRef}
     */
    public References(String springFilter, Map<String, ReferredObject> byArgument) {
        this.springFilter = springFilter;
        this.byArgument = Map.copyOf(byArgument);
    }

    /** The object that names the filter, such as {@code SpringFilter shop/office}: for logs and names. */
    public String springFilter() {
        return springFilter;
    }

    /**
     * The object that an argument refers to.
     *
     * @param argument its path, which ends in {@code secretRef} or {@code configMapRef}
     * @throws UnusableReference where it is written in another form, so that nobody looked for the object
     */
    public ReferredObject get(String argument) {
        ReferredObject object = byArgument.get(argument);
        if (object == null) {
            throw new UnusableReference("args.%s: not understood; write it as %s: {name: …}"
                    .formatted(argument, argument.substring(argument.lastIndexOf('.') + 1)));
        }
        return object;
    }

    /**
     * One entry of that object.
     *
     * @throws UnusableReference where there is none
     */
    public String get(String argument, String key) {
        ReferredObject object = get(argument);
        String value = object.data().get(key);
        if (value == null) {
            throw new UnusableReference(
                    "args.%s: %s has no key %s; add it, or name another key".formatted(argument, object.object(), key));
        }
        return value;
    }
}
