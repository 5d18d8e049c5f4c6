package dev.sluice.resource;

import org.jspecify.annotations.Nullable;

/**
 * A reference to a Secret, or to what holds certificates of issuers. Source: SecretObjectReference, ObjectReference,
 * LocalObjectReference.
 *
 * @param group empty for core
 * @param namespace null: that of the object that refers, or the kind has none
 */
public record ObjectReference(
        String group, String kind, String name, @Nullable String namespace) {}
