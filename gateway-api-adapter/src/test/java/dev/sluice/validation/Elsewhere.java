package dev.sluice.validation;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Objects of the corpus to which API servers with other CRDs give the other verdict.
 *
 * @param because in words
 * @param installations such as {@code v1.7.0 standard}
 * @param samples names of objects
 */
record Elsewhere(String because, List<String> installations, List<String> samples) {

    /** The CRDs whose verdicts the corpus records. */
    static final String REFERENCE = "v1.7.0 experimental";

    private static final JsonMapper JSON = JsonMapper.shared();

    static List<Elsewhere> all() {
        try (InputStream in = Elsewhere.class.getResourceAsStream("corpus/elsewhere.yaml")) {
            JsonNode entries = JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
            return entries.values().stream()
                    .map(it -> new Elsewhere(
                            it.required("because").stringValue(),
                            texts(it.required("in")),
                            texts(it.required("samples"))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of those to which one installation gives the other verdict. */
    static Set<String> in(String installation) {
        return all().stream()
                .filter(it -> it.installations().contains(installation))
                .flatMap(it -> it.samples().stream())
                .collect(toUnmodifiableSet());
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::stringValue).toList();
    }
}
