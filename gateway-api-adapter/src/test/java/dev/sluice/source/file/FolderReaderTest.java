package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Kinds;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderReaderTest {

    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: %s}
            spec:
              parentRefs: [{name: edge}]
            """;

    @TempDir
    private Path folder;

    private SourceSnapshot read() {
        return FolderReader.read(List.of(folder), null, "stdin");
    }

    private List<String> problems() {
        return read().problems().stream()
                .map(Problem::toString)
                .map(line -> line.replace(folder + "/", "").replace(folder.toString(), "."))
                .toList();
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Nested
    class AText {

        @Test
        void isTakenTogetherWithFolders() throws IOException {
            write("a.yaml", ROUTE.formatted("a"));

            var read = FolderReader.read(List.of(folder), ROUTE.formatted("b"), "stdin");

            assertThat(read.complete()).isTrue();
            assertThat(read.state().all(Kinds.HTTP_ROUTE)).hasSize(2);
            assertThat(read.places().of("HTTPRoute default/b", null)).contains("stdin:3:12");
        }

        @Test
        void withAnErrorGivesNoObject() {
            var read = FolderReader.read(List.of(), ROUTE.formatted("a") + "  rulez: []\n", "stdin");

            assertThat(read.complete()).isFalse();
            assertThat(read.state().all(Kinds.HTTP_ROUTE)).isEmpty();
            assertThat(read.problems()).singleElement().asString().startsWith("stdin:6:3 error HTTPRoute default/a");
        }
    }

    @Nested
    class APlace {

        @Test
        void isThatOfTheFieldOrTheNearestAroundIt() throws IOException {
            write("a.yaml", ROUTE.formatted("first") + "---\n" + ROUTE.formatted("a"));
            var places = read().places();
            String file = folder.resolve("a.yaml").toString();

            assertThat(places.of("HTTPRoute default/a", null)).contains(file + ":9:12");
            assertThat(places.of("HTTPRoute default/a", "spec.parentRefs[0]")).contains(file + ":11:16");
            assertThat(places.of("HTTPRoute default/a", "spec.rules[0].matches"))
                    .contains(file + ":10:1");
            assertThat(places.of("HTTPRoute default/first", "spec")).contains(file + ":4:1");
            assertThat(places.of("HTTPRoute default/b", null)).isEmpty();
        }
    }

    @Nested
    class AnotherToolsFile {

        @Test
        void ofHelmIsAChartWhoseTemplatesAreNotRead() throws IOException {
            write("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
            write("shop/templates/route.yaml", "{{- if .Values.on }}\n");

            assertThat(problems())
                    .containsExactly("shop error: a Helm chart, whose templates are not objects yet;"
                            + " render it: helm template "
                            + folder.resolve("shop").toString().replace(folder + "/", "")
                            + " | sluice check - (or run -)");
        }

        @Test
        void ofHelmThatStandsWithoutItsChartIsNamedWithTheCommand() throws IOException {
            write("route.yaml", "{{- if .Values.on }}\na: b\n");

            assertThat(problems()).singleElement().asString().contains("helm template CHART | sluice check -");
        }

        @Test
        void ofKustomizeIsNotApplied() throws IOException {
            write("base/kustomization.yaml", "namePrefix: a-\n");
            write("base/a.yaml", ROUTE.formatted("a"));

            assertThat(problems()).containsExactly("""
                    base/kustomization.yaml:1:1 warning: a kustomization, which is not applied: the files next to it \
                    are read as they are; render it: kubectl kustomize base | sluice check -""");
            assertThat(read().complete()).isTrue();
        }

        @Test
        void ofComposeIsNoObject() throws IOException {
            write("compose.yml", "services:\n  a: {image: b}\n");

            assertThat(problems()).containsExactly("""
                    compose.yml:1:1 error: a Compose file, not Kubernetes objects; move it out of the folder, or convert \
                    it: kompose convert -f compose.yml --stdout | sluice check -""");
        }
    }
}
