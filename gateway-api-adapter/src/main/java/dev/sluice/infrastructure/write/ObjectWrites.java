package dev.sluice.infrastructure.write;

import dev.sluice.resource.ObjectName;
import tools.jackson.databind.node.ObjectNode;

/** Changes objects of an API server, one at a time. Called by any thread, which it blocks. */
public interface ObjectWrites {

    /**
     * Creates an object.
     *
     * @param object whole, with apiVersion, kind and name
     * @throws RuntimeException if the server does not answer, or cannot for now
     */
    Outcome create(ObjectNode object);

    /**
     * Changes some fields of an object.
     *
     * @param patch a JSON merge patch (RFC 7396); with metadata.resourceVersion, which makes it a conflict when the object
     *     is not that one any more
     * @throws RuntimeException if the server does not answer, or cannot for now
     */
    Outcome patch(String kind, ObjectName name, ObjectNode patch);

    /**
     * Deletes an object.
     *
     * @param resourceVersion the only one that may be deleted
     * @throws RuntimeException if the server does not answer, or cannot for now
     */
    Outcome delete(String kind, ObjectName name, String resourceVersion);

    /** What the server said. */
    sealed interface Outcome {

        /** The object is now this one. */
        record Stored(ObjectNode object) implements Outcome {}

        /** The object is deleted, or will be. */
        record Deleted() implements Outcome {}

        /** Somebody else was faster; what they did will be seen shortly. */
        record Conflict() implements Outcome {}

        /**
         * The server will say no however often it is asked.
         *
         * @param message its words
         */
        record Refused(String message) implements Outcome {}
    }
}
