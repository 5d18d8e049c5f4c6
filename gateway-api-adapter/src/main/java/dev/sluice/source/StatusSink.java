package dev.sluice.source;

import dev.sluice.resource.StatusDocument;
import java.util.List;

/** Where the status of objects is written. */
public interface StatusSink {

    /**
     * Stores the status of every object that we answer for. What is stored already is not written again; an object that
     * is no longer named loses our status.
     *
     * <p>Called by one thread, which may block.
     */
    void write(List<StatusDocument> documents);
}
