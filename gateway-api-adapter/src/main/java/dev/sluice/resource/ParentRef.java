package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/**
 * What a route wants to be attached to. Source: ParentReference.
 *
 * @param namespace null: the route's own
 * @param sectionName null: every section of the parent
 * @param port null: every port of the parent
 */
public record ParentRef(
        String group,
        String kind,
        @Nullable String namespace,
        String name,
        @Nullable String sectionName,
        @Nullable Integer port) {}
