package dev.sluice.resource;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A Spring Cloud Gateway filter that routes can name by ExtensionRef. Source: our own kind, sluice.dev/v1alpha1. */
public record SpringFilter(ObjectMeta metadata, String factory, Map<String, String> args) implements WatchedObject {

    /** API group of this kind. */
    public static final String GROUP = "sluice.dev";

    public SpringFilter {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    }

    @Override
    public Kind<SpringFilter> kind() {
        return Kinds.SPRING_FILTER;
    }
}
