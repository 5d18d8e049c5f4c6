package dev.sluice.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.sluice.testkit.GeneratedSection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/features.md} has every feature that a status can name, and every one of Gateway API that none does. */
final class FeaturesReferenceTest {

    private static final String GATEWAY_API = "/gateway-api/v1.7.0/features.txt";

    @Test
    void pageSaysWhatTheTableSays() throws IOException {
        GeneratedSection.of("features", FeaturesReferenceTest.class)
                .assertHolds(table("Gateways and their routes", SupportedFeatures.ALL)
                        + table("Mesh", SupportedFeatures.ALL_OF_MESH)
                        + notServed());
    }

    @Test
    void readmeSaysWhatIsMissing() throws IOException {
        new GeneratedSection(Path.of("..", "README.md"), FeaturesReferenceTest.class.getSimpleName())
                .assertHolds(unserved());
    }

    private static String unserved() {
        return "\n| Feature | What happens today |\n|---|---|\n"
                + Stream.of(Unserved.values())
                        .map(it -> "| " + it.feature() + " | " + it.today() + " |\n")
                        .collect(joining());
    }

    private static String table(String title, List<SupportedFeatures.Feature> features) {
        return "\n## " + title + "\n\n| Feature | Standard channel | Experimental channel |\n|---|---|---|\n"
                + features.stream()
                        .map(it -> "| " + it.name() + " | " + since(it.standard()) + " | " + since(it.experimental())
                                + " |\n")
                        .collect(joining());
    }

    private static String since(int minor) {
        return minor == SupportedFeatures.NEVER ? "no fields" : minor == 0 ? "each version" : "v1." + minor;
    }

    private static String notServed() throws IOException {
        List<String> left;
        try (var file = Objects.requireNonNull(FeaturesReferenceTest.class.getResourceAsStream(GATEWAY_API))) {
            left = new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(name ->
                            !SupportedFeatures.NAMES.contains(name) && !SupportedFeatures.OF_MESH.contains(name))
                    .toList();
        }
        return "\n## Not served\n\nFeatures of Gateway API v1.7.0 that are not in these tables: "
                + (left.isEmpty() ? "none" : String.join(", ", left))
                + ". What no feature is named after:\n" + unserved();
    }
}
