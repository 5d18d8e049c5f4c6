package dev.sluice.resource;

import java.util.List;

/**
 * What changes how other objects work, without being named by them; also one that could not be read. Source: GEP-713.
 */
public sealed interface Policy extends WatchedObject
        permits BackendTlsPolicy, BackendTrafficPolicy, TelemetryPolicy, UnreadablePolicy {

    @Override
    Kind<Policy> kind();

    /** What it is for, in order. */
    List<TargetRef> targets();
}
