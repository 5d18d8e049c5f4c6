package dev.sluice.validation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of every kind that an API server can be asked about, with its verdicts. A file has a {@code base}, which is
 * accepted, and {@code cases}, each of which makes one object of it:
 *
 * <ul>
 *   <li>{@code accepted} or {@code rejected}: what the API server says, and in words why;
 *   <li>{@code set}: values by path; {@code remove}: a path;
 *   <li>{@code at}: the field that Sluice names; else the one that was changed;
 *   <li>{@code there}: the field that the API server names instead; empty: it names none;
 *   <li>{@code here} and {@code because}: Sluice's verdict, where it is another, and why;
 *   <li>{@code becomes}: values by path that both fill in.
 * </ul>
 */
final class Corpus {

    private static final List<String> FILES = List.of(
            "backendtlspolicy",
            "configmap",
            "endpointslice",
            "gateway",
            "gatewayclass",
            "gatewayparameters",
            "grpcroute",
            "httproute",
            "httproute-filters",
            "httproute-matches",
            "listeners",
            "listenerset",
            "metadata",
            "namespace",
            "referencegrant",
            "secret",
            "service",
            "streamroutes",
            "xbackend",
            "xbackendtrafficpolicy",
            "xtelemetrypolicy");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Corpus() {}

    static List<Sample> samples() {
        return FILES.stream().flatMap(file -> samples(file).stream()).toList();
    }

    private static List<Sample> samples(String file) {
        JsonNode content = read(file);
        ObjectNode base = (ObjectNode) content.required("base");
        var accepted = new Sample.Expected(true, "");
        var samples = new ArrayList<Sample>();
        samples.add(new Sample(file + ": the base", base, accepted, accepted, "", Map.of()));
        content.required("cases").values().forEach(entry -> samples.add(sample(file, base, entry)));
        return samples;
    }

    private static Sample sample(String file, ObjectNode base, JsonNode entry) {
        boolean accepted = entry.has("accepted");
        String words = entry.required(accepted ? "accepted" : "rejected").stringValue();
        String field = entry.path("at").asString(changed(entry));
        boolean acceptedHere = entry.has("here") ? entry.path("here").asString().equals("accepted") : accepted;
        return new Sample(
                file + ": " + words,
                change(base.deepCopy(), entry),
                new Sample.Expected(accepted, entry.path("there").asString(field)),
                new Sample.Expected(acceptedHere, field),
                entry.path("because").asString(""),
                byPath(entry.path("becomes")));
    }

    private static ObjectNode change(ObjectNode object, JsonNode entry) {
        byPath(entry.path("set")).forEach((path, value) -> TreePath.parse(path).set(object, Copies.expand(value)));
        if (entry.has("remove")) {
            TreePath.parse(entry.path("remove").stringValue()).remove(object);
        }
        return object;
    }

    /** Of several changes the first. */
    private static String changed(JsonNode entry) {
        return byPath(entry.path("set")).keySet().stream()
                .findFirst()
                .orElse(entry.path("remove").asString(""));
    }

    private static Map<String, JsonNode> byPath(JsonNode object) {
        var values = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    private static JsonNode read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("corpus/" + file + ".yaml")) {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromInputStream(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
