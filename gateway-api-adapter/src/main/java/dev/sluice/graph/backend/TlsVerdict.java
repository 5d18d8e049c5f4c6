package dev.sluice.graph.backend;

import dev.sluice.condition.Condition;
import dev.sluice.config.backend.BackendTls;
import org.jspecify.annotations.Nullable;

/** What a policy asks for, whichever of its targets it wins. */
public sealed interface TlsVerdict {

    /** Condition Accepted where no other policy has its targets. */
    Condition accepted();

    /** Condition ResolvedRefs; null where its references could not be read. */
    @Nullable
    Condition resolvedRefs();

    /** Connections that must be like this. */
    record Usable(BackendTls tls, Condition accepted, Condition resolvedRefs) implements TlsVerdict {}

    /** Connections that must not be. */
    record Refused(Condition accepted, @Nullable Condition resolvedRefs) implements TlsVerdict {}
}
