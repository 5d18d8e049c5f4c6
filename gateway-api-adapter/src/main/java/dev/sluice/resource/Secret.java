package dev.sluice.resource;

import java.util.Arrays;
import java.util.Map;

/** A Secret. Source: core/v1 Secret. */
public record Secret(ObjectMeta metadata, String type, Map<String, byte[]> data) implements WatchedObject {

    public Secret {
        data = Map.copyOf(data);
    }

    /** By the bytes of the data. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && metadata.equals(that.metadata)
                && type.equals(that.type)
                && data.keySet().equals(that.data.keySet())
                && data.entrySet().stream()
                        .allMatch(entry -> Arrays.equals(entry.getValue(), that.data.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        return metadata.hashCode();
    }

    /** The name alone: contents must not reach a log. */
    @Override
    public String toString() {
        return "Secret[" + metadata.name() + "]";
    }

    @Override
    public Kind<Secret> kind() {
        return Kinds.SECRET;
    }
}
