package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Kinds;
import dev.sluice.source.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A corpus of objects, each wrong in one way: {@code --- # field | part of the message}, then the object. */
class InvalidManifestsTest {

    private static final List<String> FILES = List.of(
            "gateway.yaml",
            "httproute.yaml",
            "httproute-filters.yaml",
            "listenerset.yaml",
            "metadata.yaml",
            "other-kinds.yaml");

    record Case(String field, String message, String text) {

        @Override
        public String toString() {
            return field + ": " + message;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedForThatReasonAlone(Case wrong) {
        var read = ManifestReader.read("case.yaml", wrong.text());

        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(problem.field() == null ? "" : problem.field()).isEqualTo(wrong.field());
            assertThat(problem.cause() + "; " + problem.remedy()).contains(wrong.message());
            assertThat(problem.remedy()).isNotBlank();
            assertThat(problem.location()).matches("case\\.yaml:\\d+:\\d+");
        });
        assertThat(read.state().all(Kinds.HTTP_ROUTE)).isEmpty();
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(200);
    }

    private static Stream<Case> cases() {
        return FILES.stream()
                .flatMap(file -> Arrays.stream(text(file).split("(?m)^--- # "))
                        .filter(part -> !part.isEmpty())
                        .map(InvalidManifestsTest::parse));
    }

    private static Case parse(String part) {
        int line = part.indexOf('\n');
        int bar = part.indexOf(" | ");
        return new Case(part.substring(0, bar), part.substring(bar + 3, line), part.substring(line + 1));
    }

    private static String text(String file) {
        try (InputStream in = InvalidManifestsTest.class.getResourceAsStream("invalid/" + file)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
