package dev.sluice.status.write;

import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trees from YAML, which is JSON with fewer quotes. */
final class FlowYaml {

    private FlowYaml() {}

    static JsonNode read(String yaml) {
        var value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        var mapper = JsonMapper.shared();
        return mapper.readTree(mapper.writeValueAsString(Objects.requireNonNull(value)));
    }
}
