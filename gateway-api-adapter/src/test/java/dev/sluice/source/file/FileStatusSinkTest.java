package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.StatusDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

class FileStatusSinkTest {

    @TempDir
    Path temp;

    private Path folder;
    private FileStatusSink sink;
    private int calls;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void make() {
        folder = temp.resolve("status");
        sink = open();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    private FileStatusSink open() {
        return new FileStatusSink(folder, List.of(temp.resolve("manifests")), () -> now);
    }

    /** Until a marker that goes with them is there: files are written in order, and the last one is for this call. */
    private void write(StatusDocument... documents) {
        Path marker = folder.resolve("marker_" + ++calls + ".yaml");
        var all = new ArrayList<>(List.of(documents));
        all.add(new StatusDocument("v1", "Marker", new ObjectName("", "" + calls), Map.of()));
        Path before = folder.resolve("marker_" + (calls - 1) + ".yaml");
        sink.write(all);
        await().until(() -> Files.exists(marker) && !Files.exists(before));
    }

    @Test
    void eachObjectHasAFileThatIsAKubernetesObject() throws IOException {
        write(gateway("gw", "True"));

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
        write(gateway("gw", "True"));
        now = Instant.parse("2026-01-02T00:00:00Z");
        write(gateway("gw", "False"));

        assertThat(Files.readAllLines(folder.resolve("gateway_infra_gw.yaml")))
                .filteredOn(line -> line.contains("lastTransitionTime"))
                .map(String::strip)
                .containsExactly(
                        "lastTransitionTime: '2026-01-02T00:00:00Z'", "lastTransitionTime: '2026-01-01T00:00:00Z'");
    }

    @Test
    void anUnchangedFileIsNotWritten() throws IOException {
        write(gateway("gw", "True"));
        Files.setLastModifiedTime(folder.resolve("gateway_infra_gw.yaml"), FileTime.from(Instant.EPOCH));
        now = Instant.parse("2026-01-02T00:00:00Z");
        write(gateway("gw", "True"));

        assertThat(Files.getLastModifiedTime(folder.resolve("gateway_infra_gw.yaml")))
                .isEqualTo(FileTime.from(Instant.EPOCH));
    }

    /** Of 5,000 objects, a change of one must cost one file. */
    @Test
    void theFileOfAnUnchangedStatusIsNotEvenLookedAt() throws IOException {
        write(gateway("gw", "True"), gateway("other", "True"));
        Path file = folder.resolve("gateway_infra_gw.yaml");
        Files.writeString(file, "mine");
        write(gateway("gw", "True"), gateway("other", "False"));

        assertThat(file).hasContent("mine");
    }

    @Test
    void aFileThatSomebodyElseChangedIsReplacedWhenItsStatusChanges() throws IOException {
        write(gateway("gw", "True"));
        Path file = folder.resolve("gateway_infra_gw.yaml");
        Files.writeString(file, "mine");
        write(gateway("gw", "False"));

        assertThat(file).content().startsWith(StatusText.HEADER);
    }

    @Test
    void aFolderThatIsDeletedIsWrittenAgainWithTheNextStatus() throws IOException {
        write(gateway("gw", "True"), gateway("other", "True"));
        FileSystemUtils.deleteRecursively(folder);
        write(gateway("gw", "True"), gateway("other", "False"));

        assertThat(names()).containsExactlyInAnyOrder("gateway_infra_gw.yaml", "gateway_infra_other.yaml");
    }

    @Test
    void aFileOfAnEarlierRunIsDeletedWhereItsObjectIsGone() throws IOException {
        write(gateway("gw", "True"), gateway("gone", "True"));
        sink.close();
        sink = open();
        write(gateway("gw", "True"));

        assertThat(names()).containsExactly("gateway_infra_gw.yaml");
    }

    @Test
    void aWriteThatFailsIsTriedAgainByItself() throws IOException {
        Files.createDirectories(folder.resolve("gateway_infra_gw.yaml/in-the-way"));
        write(gateway("gw", "True"), gateway("other", "True"));
        assertThat(folder.resolve("gateway_infra_other.yaml")).isRegularFile();

        FileSystemUtils.deleteRecursively(folder.resolve("gateway_infra_gw.yaml"));
        await().until(() -> Files.isRegularFile(folder.resolve("gateway_infra_gw.yaml")));
    }

    @Test
    void aFailureIsLoggedOnceAndItsEndOnce() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger(FileStatusSink.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.INFO);
        try {
            Files.writeString(folder, "no folder");
            sink.write(List.of(gateway("gw", "True")));
            await().until(() -> !lines.list.isEmpty());
            Files.delete(folder);
            await().until(() -> lines.list.size() > 1);

            assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        } finally {
            log.setLevel(null);
            log.detachAppender(lines);
        }
    }

    @Test
    void whatWasAskedForIsWrittenBeforeTheEnd() {
        sink.write(List.of(gateway("gw", "True")));
        sink.close();

        assertThat(folder.resolve("gateway_infra_gw.yaml")).isRegularFile();
    }

    @Test
    void nothingIsWrittenBeforeAStatusIsKnown() {
        sink.close();

        assertThat(folder).doesNotExist();
    }

    @Test
    void theFileOfAnObjectThatIsGoneIsDeletedAndOtherFilesAreNot() throws IOException {
        write(gateway("gw", "True"), gateway("other", "True"));
        Files.writeString(folder.resolve("mine.yaml"), "mine");
        write(gateway("gw", "True"));

        assertThat(names()).containsExactlyInAnyOrder("gateway_infra_gw.yaml", "mine.yaml");
    }

    @Test
    void aNameNeverLeadsOutOfTheFolder() throws IOException {
        write(new StatusDocument("v1", "Gateway", new ObjectName("../..", "a/b%" + "c".repeat(300)), Map.of()));

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
            return files.map(it -> String.valueOf(it.getFileName()))
                    .filter(it -> !it.startsWith("marker_"))
                    .toList();
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
