package dev.sluice.edge;

import dev.sluice.answer.Answer;

/** What {@link RequestGate} says of a request. */
public sealed interface Admission {

    /**
     * The request may be routed.
     *
     * @param target what is matched and what is forwarded
     * @param authority whom the request is for, as the client wrote it; empty where it named nobody
     * @param host of the authority: lower case, without port and trailing dot; an IPv6 address keeps its brackets
     */
    record Admitted(RequestTarget target, String authority, String host) implements Admission {}

    /**
     * The request goes nowhere.
     *
     * @param answer what the client reads
     * @param close whether the connection cannot be used any further, since it is not sure where the request ends
     */
    record Refused(Answer answer, boolean close) implements Admission {}
}
