package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.golden.GoldenCase.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every folder is a law: the objects of {@code input.yaml} give this configuration and this status, whatever their
 * order, and the requests of {@code requests.yaml} meet these routes.
 *
 * <p>{@code -Dgolden.update=true} writes what was made of the objects, and fails, so that the difference is looked at.
 * {@code -Dgolden.case=hostname} runs the folders that have this in their name.
 */
final class GoldenTest {

    private static final int SHUFFLES = 5;
    private static final int CASES_AT_LEAST = 100;

    @TestFactory
    Stream<DynamicTest> folder() throws IOException {
        return wanted().stream().map(folder -> DynamicTest.dynamicTest(GoldenCase.name(folder), () -> check(folder)));
    }

    /** What the conformance suite asks for, among others. */
    @TestFactory
    Stream<DynamicTest> request() throws IOException {
        var tests = new ArrayList<DynamicTest>();
        for (Path folder : GoldenCase.folders()) {
            if (Files.exists(folder.resolve("requests.yaml"))) {
                var config = GoldenCase.of(folder).config();
                for (GoldenRequest request : GoldenRequest.of(folder)) {
                    tests.add(DynamicTest.dynamicTest(
                            GoldenCase.name(folder) + " " + request.members(),
                            () -> assertThat(request.taken(config)).isEqualTo(request.expected())));
                }
            }
        }
        return tests.stream();
    }

    @Test
    void noCaseIsLost() throws IOException {
        assertThat(GoldenCase.folders()).hasSizeGreaterThanOrEqualTo(CASES_AT_LEAST);
    }

    @Test
    void messagesAreShortAndSpeakOfNoClass() throws IOException {
        for (Path folder : GoldenCase.folders()) {
            try (Stream<String> lines = Files.lines(folder.resolve("status.yaml"))) {
                assertThat(lines.map(String::strip).filter(line -> line.startsWith("message: ")))
                        .as(folder.toString())
                        .allSatisfy(line -> assertThat(line)
                                .hasSizeLessThan("message: ".length() + 200)
                                .doesNotContain("Exception", "dev.sluice", "java."));
            }
        }
    }

    private static List<Path> wanted() throws IOException {
        String part = System.getProperty("golden.case", "");
        List<Path> folders = GoldenCase.folders().stream()
                .filter(folder -> GoldenCase.name(folder).contains(part))
                .toList();
        assertThat(folders).as("cases with \"%s\" in their name", part).isNotEmpty();
        return folders;
    }

    private static void check(Path folder) throws IOException {
        var golden = GoldenCase.of(folder);
        var objects = golden.objects();
        var output = golden.run(objects);
        assertThat(golden.run(objects)).as("a second run").isEqualTo(output);
        for (int seed = 0; seed < SHUFFLES; seed++) {
            var shuffled = new ArrayList<>(objects);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(golden.run(shuffled)).as("objects in another order").isEqualTo(output);
        }
        if (Boolean.getBoolean("golden.update")) {
            update(folder, output);
        }
        assertThat(folder.resolve("config.yaml")).content().isEqualTo(output.config());
        assertThat(folder.resolve("status.yaml")).content().isEqualTo(output.status());
    }

    private static void update(Path folder, Output output) throws IOException {
        Files.writeString(folder.resolve("config.yaml"), output.config());
        Files.writeString(folder.resolve("status.yaml"), output.status());
        fail("rewritten: look at the difference, then run without golden.update");
    }
}
