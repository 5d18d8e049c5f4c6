package dev.sluice.program;

/** A filter around what a rule does with a request: it may answer instead, change the request, or the response. */
@FunctionalInterface
public interface RequestFilter {

    /**
     * The filter around this program. The filter is made once for all rules that name the same object, and its state is
     * shared by them.
     *
     * @param program runs on the event loop of the request, at most once for each request
     * @return what must hand its response over on that event loop too
     */
    RuleProgram around(RuleProgram program);
}
