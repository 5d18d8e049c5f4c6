package dev.sluice.cluster.api;

import tools.jackson.databind.node.ObjectNode;

/** What an API server says to a request. */
public sealed interface Answer {

    /** It is done; the object is now this one. For a deletion the object as it was, or a Status. */
    record Done(ObjectNode object) implements Answer {}

    /** There is no such object any more. */
    record Gone() implements Answer {}

    /** Somebody else was faster: the object is not the one that was to be changed. */
    record Conflict() implements Answer {}

    /**
     * The request is wrong, or not allowed; it would be refused again.
     *
     * @param code 400-499
     * @param message of the API server, fit for a line of a log: it may quote what a user wrote
     */
    record Refused(int code, String message) implements Answer {}
}
