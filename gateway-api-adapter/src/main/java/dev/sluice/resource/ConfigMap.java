package dev.sluice.resource;

import java.util.Map;

/**
 * A ConfigMap. Source: core/v1 ConfigMap.
 *
 * @param data what is text; {@code binaryData} is not read
 */
public record ConfigMap(ObjectMeta metadata, Map<String, String> data) implements WatchedObject {

    public ConfigMap {
        data = Map.copyOf(data);
    }

    @Override
    public Kind<ConfigMap> kind() {
        return Kinds.CONFIG_MAP;
    }
}
