package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.GeneratedSection;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;

/** The reference of all properties is what the compiler wrote down about them. */
class ConfigurationReferenceTest {

    @Test
    void referenceIsWhatTheMetadataSays() throws IOException {
        GeneratedSection.of("configuration", ConfigurationReferenceTest.class)
                .assertHolds(tables(PropertyMetadata.ofSluice()));
    }

    @Test
    void everyPropertyIsDescribed() throws IOException {
        assertThat(PropertyMetadata.ofSluice().values())
                .isNotEmpty()
                .allSatisfy(property -> assertThat(property.path("description").asString(""))
                        .as(property.path("name").asString())
                        .isNotEmpty());
    }

    /** One table for each group: {@code sluice.listen.*}. */
    private static String tables(SortedMap<String, JsonNode> properties) {
        return properties.entrySet().stream()
                .collect(Collectors.groupingBy(entry -> group(entry.getKey()), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(group -> table(group.getKey(), group.getValue()))
                .collect(Collectors.joining());
    }

    private static String group(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String table(String group, List<Map.Entry<String, JsonNode>> properties) {
        String rows = properties.stream()
                .map(Map.Entry::getValue)
                .map(ConfigurationReferenceTest::row)
                .collect(Collectors.joining());
        return "\n### " + group + "\n\n| Property | Type | Default | Meaning |\n|---|---|---|---|\n" + rows;
    }

    private static String row(JsonNode property) {
        String defaultValue = property.path("defaultValue").asString("");
        return "| `%s` | %s | %s | %s |\n"
                .formatted(
                        property.path("name").asString(),
                        type(property.path("type").asString()),
                        defaultValue.isEmpty() ? "" : "`" + defaultValue + "`",
                        property.path("description").asString().replace("|", "\\|"));
    }

    /** {@code java.time.Duration} is a duration; a list names its elements, an enum its constants. */
    private static String type(String javaType) {
        if (javaType.startsWith("java.util.List<")) {
            return "list of " + type(javaType.substring("java.util.List<".length(), javaType.length() - 1)) + "s";
        }
        return switch (javaType.substring(javaType.lastIndexOf('.') + 1)) {
            case "Integer" -> "number";
            case "DataSize" -> "size";
            case "PortRange" -> "port range";
            case "Boolean", "Duration", "Network", "Path", "String" ->
                javaType.substring(javaType.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            default -> constants(javaType);
        };
    }

    /** {@code `auto`, `native`}: of an enum, its constants as they are written in a configuration. */
    private static String constants(String javaType) {
        Object[] constants = ClassUtils.resolveClassName(javaType, null).getEnumConstants();
        assertThat(constants)
                .as("%s is not an enum and needs a word here", javaType)
                .isNotNull();
        return Arrays.stream(constants)
                .map(constant -> "`" + written((Enum<?>) constant) + "`")
                .collect(Collectors.joining(", "));
    }

    private static String written(Enum<?> constant) {
        boolean plain = constant.toString().equals(constant.name());
        return plain ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-') : constant.toString();
    }
}
