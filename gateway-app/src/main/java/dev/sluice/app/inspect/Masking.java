package dev.sluice.app.inspect;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Takes secrets out of what goes to somebody else. What a user may have written a secret into is cut, whether there is
 * one or not: values of headers and queries in matches, arguments of filters.
 *
 * @param known values that must not appear anywhere, the longest first
 */
record Masking(List<String> known) {

    private static final String MASK = "******";
    /** A shorter value would be found in half of all words. */
    private static final int SHORTEST = 4;

    private static final String PRIVATE_KEY = "PRIVATE KEY-----";
    private static final List<String> TELLING = List.of(
            "password",
            "passwd",
            "secret",
            "token",
            "credential",
            "authorization",
            "cookie",
            "apikey",
            "api-key",
            "private");
    private static final List<String> VALUES = List.of(" && header ", " && query ");

    /** Nothing is known of the Secrets of a gateway that runs: its actuator does not show them. */
    static Masking ofGateway() {
        return new Masking(List.of());
    }

    /** All that is in the Secrets of a folder, as text and as Base64. */
    static Masking ofFolder(ClusterState state) {
        return new Masking(state.all(Kinds.SECRET).values().stream()
                .flatMap(Masking::values)
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    /** A text of several lines is also each of them: a message may quote one. */
    private static Stream<String> values(Secret secret) {
        return secret.data().values().stream().flatMap(value -> {
            String text = new String(value, StandardCharsets.UTF_8);
            return Stream.concat(Stream.of(text, Base64.getEncoder().encodeToString(value)), text.lines());
        });
    }

    /** A text without the values that are known, and without private keys. */
    String of(String text) {
        String masked = text;
        for (String value : known) {
            masked = masked.replace(value, MASK);
        }
        return masked.contains(PRIVATE_KEY) ? MASK : masked;
    }

    /** The same of JSON, by what its members are. */
    JsonNode of(JsonNode json) {
        return of("", json);
    }

    private JsonNode of(String member, JsonNode json) {
        return switch (json) {
            case ObjectNode object -> object(member, object);
            case ArrayNode array -> {
                ArrayNode masked = JsonNodeFactory.instance.arrayNode();
                array.forEach(item -> masked.add(of(member, item)));
                yield masked;
            }
            case StringNode text ->
                JsonNodeFactory.instance.stringNode(isTelling(member) ? MASK : of(cut(member, text.stringValue())));
            default -> json;
        };
    }

    /** {@code /actuator/env} has the value of a property in a member of its own. */
    private ObjectNode object(String member, ObjectNode object) {
        ObjectNode masked = JsonNodeFactory.instance.objectNode();
        for (var entry : object.properties()) {
            boolean isValueOfTelling = entry.getKey().equals("value") && isTelling(member);
            masked.set(of(entry.getKey()), of(isValueOfTelling ? member : entry.getKey(), entry.getValue()));
        }
        return masked;
    }

    private static boolean isTelling(String member) {
        String lower = member.toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(lower::contains);
    }

    private static String cut(String member, String text) {
        return switch (member) {
            case "filters" -> cutAfter(text, text.indexOf('['));
            case "action" -> cutAfter(text, text.indexOf('[', text.indexOf('[') + 1));
            case "matches" -> cutValues(text);
            default -> withoutUser(text);
        };
    }

    private static String cutValues(String match) {
        int first = VALUES.stream()
                .mapToInt(match::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        return first < 0 ? match : match.substring(0, first) + " && …";
    }

    private static String cutAfter(String text, int bracket) {
        return bracket < 0 ? text : text.substring(0, bracket + 1) + "…]";
    }

    /** Of a URL such as {@code redis://user:password@host}. */
    private static String withoutUser(String text) {
        int scheme = text.indexOf("://");
        int at = scheme < 0 ? -1 : text.indexOf('@', scheme);
        return at < 0 ? text : text.substring(0, scheme + 3) + MASK + text.substring(at);
    }
}
