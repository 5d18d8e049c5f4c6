package dev.sluice.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * A turn of the pipeline that went through.
 *
 * @param version what is served now; the same as before where the change has no effect on traffic
 * @param objects what differs from the turn before, by kind and name
 * @param took from taking the objects until new requests saw them
 */
public record AcceptedChange(long version, List<ObjectChange> objects, Duration took) {

    public AcceptedChange {
        objects = List.copyOf(objects);
    }
}
