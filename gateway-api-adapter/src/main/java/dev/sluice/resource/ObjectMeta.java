package dev.sluice.resource;

import java.time.Instant;
import java.util.Map;

/**
 * What of an object's metadata is used.
 *
 * @param uid empty where a folder's object has none
 * @param generation from 1; counts changes of the spec
 * @param created {@link Instant#EPOCH} where a folder's object has none, so that names alone decide ties
 */
public record ObjectMeta(
        ObjectName name,
        String uid,
        long generation,
        Instant created,
        Map<String, String> labels,
        Map<String, String> annotations) {

    public ObjectMeta {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
