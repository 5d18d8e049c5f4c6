package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service account of the chart may read what is watched. Otherwise a replica would never be ready. */
class ChartRightsTest {

    private static final Path CHART_OBJECTS = Path.of("..", "helm", "golden", "default", "expected.yaml");

    static List<WatchedKind> kinds() {
        return WatchedKind.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindThatIsWatchedMayBeRead(WatchedKind kind) throws IOException {
        assertThat(rules()).anySatisfy(rule -> {
            assertThat(strings(rule.path("apiGroups"))).contains(kind.group());
            assertThat(strings(rule.path("resources"))).contains(kind.plural());
            assertThat(strings(rule.path("verbs"))).contains("get", "list", "watch");
            assertThat(rule.has("resourceNames")).isFalse();
        });
    }

    private static List<JsonNode> rules() throws IOException {
        var rules = new ArrayList<JsonNode>();
        var load = new Load(LoadSettings.builder().build());
        for (Object document : load.loadAllFromString(Files.readString(CHART_OBJECTS))) {
            JsonNode object = JsonMapper.shared().valueToTree(document);
            if (object.path("kind").asString().equals("ClusterRole")) {
                object.path("rules").forEach(rules::add);
            }
        }
        return rules;
    }

    private static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
