package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.Answer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes objects of an API server, one at a time. Called by any thread, which it blocks. Every method throws
 * {@link dev.sluice.cluster.api.UnavailableException} if the server does not answer, or cannot for now.
 */
public interface ObjectWrites {

    /**
     * Creates an object.
     *
     * @param object whole, with apiVersion, kind and name
     */
    Answer create(ObjectKey key, ObjectNode object);

    /**
     * Changes some fields of an object.
     *
     * @param patch a JSON merge patch (RFC 7396); with metadata.resourceVersion, which makes it a conflict when the
     *     object is not that one any more
     */
    Answer patch(ObjectKey key, ObjectNode patch);

    /**
     * Deletes an object.
     *
     * @param resourceVersion the only one that may be deleted
     */
    Answer delete(ObjectKey key, String resourceVersion);

    /** Who has changed an object last, for a line of a log. */
    String lastWriter(ObjectKey key);
}
