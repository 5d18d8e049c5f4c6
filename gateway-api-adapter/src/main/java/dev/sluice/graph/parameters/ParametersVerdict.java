package dev.sluice.graph.parameters;

import dev.sluice.condition.ParametersFault;

/** What a parametersRef leads to. */
public sealed interface ParametersVerdict {

    /** Settings. */
    record Usable(Parameters parameters) implements ParametersVerdict {}

    /** None that could be used, not even in part. */
    record Refused(ParametersFault fault) implements ParametersVerdict {}
}
