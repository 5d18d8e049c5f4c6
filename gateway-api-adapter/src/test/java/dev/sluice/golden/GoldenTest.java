package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

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
 * <p>{@code -Dgolden.update} writes what was made of the objects, and fails where that differs, so that the difference
 * is looked at. {@code -Dgolden.case=hostname} runs the folders that have this in their name.
 */
final class GoldenTest {

    private static final int SHUFFLES = 5;

    /** Floors; each must stay within 5 % of the truth, so that it is raised as cases are added. */
    private static final int CASES_AT_LEAST = 324;

    private static final int REQUESTS_AT_LEAST = 208;

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
        assertThat(GoldenCase.folders().size()).isBetween(CASES_AT_LEAST, CASES_AT_LEAST * 105 / 100);
    }

    @Test
    void noRequestIsLost() throws IOException {
        assertThat(request().count()).isBetween((long) REQUESTS_AT_LEAST, REQUESTS_AT_LEAST * 105L / 100);
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
        assertAll(
                () -> check(folder.resolve("config.yaml"), output.config()),
                () -> check(folder.resolve("status.yaml"), output.status()));
    }

    private static void check(Path file, String output) throws IOException {
        String written = Files.exists(file) ? Files.readString(file) : "";
        if (System.getProperty("golden.update") != null && !written.equals(output)) {
            Files.writeString(file, output);
        }
        assertThat(written).as("%s; -Dgolden.update rewrites it", file).isEqualTo(output);
    }
}
