package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatusSinkTest {

    @TempDir
    Path temp;

    private Path folder;
    private FileStatusSink sink;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void make() {
        folder = temp.resolve("status");
        sink = new FileStatusSink(folder, List.of(temp.resolve("manifests")), () -> now);
    }

    @Test
    void eachObjectHasAFileThatIsAKubernetesObject() throws IOException {
        sink.write(List.of(gateway("gw", "True")));

        assertThat(Files.readString(folder.resolve("gateway_infra_gw.yaml"))).isEqualTo("""
                        # Written by Sluice. Changes are overwritten.
                        apiVersion: gateway.networking.k8s.io/v1
                        kind: Gateway
                        metadata:
                          name: gw
                          namespace: infra
                        status:
                          conditions:
                          - type: Programmed
                            status: 'True'
                            lastTransitionTime: '2026-01-01T00:00:00Z'
                          listeners:
                          - name: http
                            attachedRoutes: 1
                            conditions:
                            - type: Accepted
                              status: 'True'
                              lastTransitionTime: '2026-01-01T00:00:00Z'
                        """);
    }

    @Test
    void aConditionKeepsItsTimeUntilItsStatusChanges() throws IOException {
        sink.write(List.of(gateway("gw", "True")));
        now = Instant.parse("2026-01-02T00:00:00Z");
        sink.write(List.of(gateway("gw", "False")));

        assertThat(Files.readAllLines(folder.resolve("gateway_infra_gw.yaml")))
                .filteredOn(line -> line.contains("lastTransitionTime"))
                .map(String::strip)
                .containsExactly(
                        "lastTransitionTime: '2026-01-02T00:00:00Z'", "lastTransitionTime: '2026-01-01T00:00:00Z'");
    }

    @Test
    void anUnchangedFileIsNotWritten() throws IOException {
        sink.write(List.of(gateway("gw", "True")));
        Files.setLastModifiedTime(folder.resolve("gateway_infra_gw.yaml"), FileTime.from(Instant.EPOCH));
        now = Instant.parse("2026-01-02T00:00:00Z");
        sink.write(List.of(gateway("gw", "True")));

        assertThat(Files.getLastModifiedTime(folder.resolve("gateway_infra_gw.yaml")))
                .isEqualTo(FileTime.from(Instant.EPOCH));
    }

    @Test
    void aFileThatSomebodyElseChangedIsWrittenAnew() throws IOException {
        sink.write(List.of(gateway("gw", "True")));
        Path file = folder.resolve("gateway_infra_gw.yaml");
        String text = Files.readString(file);
        Files.writeString(file, "mine");
        sink.write(List.of(gateway("gw", "True")));

        assertThat(file).hasContent(text);
    }

    @Test
    void anOldFileWithTheSameStatusIsNotEvenRead() throws IOException {
        Path file = folder.resolve("gateway_infra_gw.yaml");
        sink.write(List.of(gateway("gw", "True")));
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        sink.write(List.of(gateway("gw", "True")));
        // What no stamp can tell shows that nothing was read.
        String text = Files.readString(file).replace("Programmed", "programmed");
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        sink.write(List.of(gateway("gw", "True")));

        assertThat(file).hasContent(text);
    }

    @Test
    void theFileOfAnObjectThatIsGoneIsDeletedAndOtherFilesAreNot() throws IOException {
        sink.write(List.of(gateway("gw", "True"), gateway("other", "True")));
        Files.writeString(folder.resolve("mine.yaml"), "mine");
        sink.write(List.of(gateway("gw", "True")));

        assertThat(names()).containsExactlyInAnyOrder("gateway_infra_gw.yaml", "mine.yaml");
    }

    @Test
    void aNameNeverLeadsOutOfTheFolder() throws IOException {
        sink.write(List.of(
                new StatusDocument("v1", "Gateway", new ObjectName("../..", "a/b%" + "c".repeat(300)), Map.of())));

        assertThat(names()).singleElement().satisfies(it -> assertThat(it).startsWith("gateway_..%2F.._a%2Fb%25ccc"));
    }

    @Test
    void aFolderAmongTheUsersFilesIsRefused() {
        assertThatThrownBy(() -> new FileStatusSink(temp.resolve("a/status"), List.of(temp.resolve("a")), () -> now))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("choose a folder outside");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(it -> String.valueOf(it.getFileName())).toList();
        }
    }

    private static StatusDocument gateway(String name, String programmed) {
        var status = new LinkedHashMap<String, Object>();
        status.put("conditions", List.of(condition("Programmed", programmed)));
        var listener = new LinkedHashMap<String, Object>();
        listener.put("name", "http");
        listener.put("attachedRoutes", 1);
        listener.put("conditions", List.of(condition("Accepted", "True")));
        status.put("listeners", List.of(listener));
        return new StatusDocument("gateway.networking.k8s.io/v1", "Gateway", new ObjectName("infra", name), status);
    }

    private static Map<String, Object> condition(String type, String status) {
        var condition = new LinkedHashMap<String, Object>();
        condition.put("type", type);
        condition.put("status", status);
        return condition;
    }
}
