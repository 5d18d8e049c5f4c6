package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.filter.BuiltInCall;

/** Makes the filters that the gateway brings. Called by the thread that applies configurations. */
@FunctionalInterface
public interface FilterMaker {

    /** Where there are none: rules that name one answer 500. */
    FilterMaker NONE = _ -> _ -> new Refusal(Answer.RULE_REFUSED);

    /**
     * The filter of a call, of equal calls the same. One that cannot be made is a filter that answers 500, for a rule
     * must not be served without it.
     */
    RequestFilter make(BuiltInCall call);
}
