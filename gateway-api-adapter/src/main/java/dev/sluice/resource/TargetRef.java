package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/**
 * What a policy is for, in the policy's own namespace. Source: LocalPolicyTargetReferenceWithSectionName.
 *
 * @param sectionName of a Service the name of a port; null: the whole object
 */
public record TargetRef(
        String group, String kind, String name, @Nullable String sectionName) {}
