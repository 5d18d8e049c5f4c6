package dev.sluice.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the compiler wrote down about configuration properties. */
final class PropertyMetadata {

    private static final String FILE = "META-INF/spring-configuration-metadata.json";

    private PropertyMetadata() {}

    /** Those below {@code sluice}, of all modules, by name. */
    static SortedMap<String, JsonNode> ofSluice() throws IOException {
        var properties = new TreeMap<String, JsonNode>();
        List<URL> files =
                Collections.list(PropertyMetadata.class.getClassLoader().getResources(FILE));
        for (URL file : files) {
            try (InputStream json = file.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
                    String name = property.path("name").asString();
                    if (name.startsWith("sluice.")) {
                        properties.put(name, property);
                    }
                }
            }
        }
        return properties;
    }
}
