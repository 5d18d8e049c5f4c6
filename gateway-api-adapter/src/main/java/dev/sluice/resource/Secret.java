package dev.sluice.resource;

import java.util.Map;

/** A Secret. Source: core/v1 Secret. */
public record Secret(ObjectMeta metadata, String type, Map<String, byte[]> data) implements WatchedObject {

    public Secret {
        data = Map.copyOf(data);
    }

    /** The name alone: contents must not reach a log. */
    @Override
    public String toString() {
        return "Secret[" + metadata.name() + "]";
    }

    @Override
    public String kind() {
        return "Secret";
    }
}
