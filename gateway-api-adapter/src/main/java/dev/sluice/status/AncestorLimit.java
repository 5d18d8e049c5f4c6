package dev.sluice.status;

import dev.sluice.resource.Kinds;

/** How many ancestors a status may have, those of all controllers together. */
public final class AncestorLimit {

    private static final int OF_POLICIES = 16;
    private static final int OF_BACKENDS = 32;

    private AncestorLimit() {}

    /**
     * That of a kind. Source: PolicyStatus.ancestors, BackendStatus.ancestors.
     *
     * @param kind such as {@code BackendTLSPolicy}
     */
    public static int of(String kind) {
        return kind.equals(Kinds.X_BACKEND.word()) ? OF_BACKENDS : OF_POLICIES;
    }
}
