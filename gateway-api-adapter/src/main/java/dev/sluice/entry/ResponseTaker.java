package dev.sluice.entry;

import dev.sluice.program.ProgramResponse;
import reactor.core.publisher.Mono;

/** Takes the response to a request, once: writes it, or hands it to filters that are to see it first. */
public interface ResponseTaker {

    /**
     * Takes the response. To be subscribed to by any thread.
     *
     * @return completes when its last byte is written or, where the connection becomes a tunnel, when that is closed;
     *     an error where it breaks off. Subscribing begins
     */
    Mono<Void> respond(ProgramResponse response);

    /** Whether it has a response or wants none any more, so that there cannot be another one. */
    boolean hasResponded();
}
