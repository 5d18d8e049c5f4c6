package dev.sluice.golden;

import dev.sluice.validation.schema.Check;
import dev.sluice.validation.schema.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of a case besides its objects, held against its schema as the objects are against theirs. */
final class GoldenFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    private GoldenFile() {}

    /**
     * Its content with the schema's defaults.
     *
     * @throws AssertionError for an unknown key or a wrong value; it names file, key and remedy
     */
    static JsonNode read(Path file, Schema schema) throws IOException {
        return read(file.toString(), Files.readString(file), schema);
    }

    static JsonNode read(String file, String yaml, Schema schema) {
        var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        JsonNode tree = JSON.valueToTree(new Load(settings).loadFromString(yaml));
        var violations = Check.run(schema, tree);
        if (!violations.isEmpty()) {
            throw new AssertionError(violations.stream()
                    .map(it -> "%s: %s: %s; %s".formatted(file, it.field(), it.cause(), it.remedy()))
                    .collect(Collectors.joining("\n")));
        }
        return tree;
    }
}
