package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.memory.FakeHeap;
import dev.sluice.resource.Kinds;
import dev.sluice.source.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A heap of 1,000 MiB: files stay out from 700 MiB in use. */
class FilesWithoutRoomTest {

    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private final FakeHeap heap = new FakeHeap();
    private FileSource source;

    @BeforeEach
    void startWithOneFile() throws IOException {
        write("a");
        source = new FileSource(
                List.of(folder), new FileSource.Timing(SOON, Duration.ofSeconds(5), SOON, SOON), heap.guard());
        source.start(() -> {});
        heap.holds(750, 750);
    }

    @AfterEach
    void stop() {
        source.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10));
    }

    private void write(String name) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: %s}
                spec: {parentRefs: [{name: edge}], hostnames: [%s.example.com]}
                """.formatted(name, name));
    }

    private List<String> problems() {
        return source.current().problems().stream().map(Problem::line).toList();
    }

    private int routes() {
        return source.current().state().all(Kinds.HTTP_ROUTE).size();
    }

    @Test
    void areReadWhenThereIsRoomAndWhatWasReadStaysUntilThen() throws IOException {
        write("b");
        write("c");
        soon().until(() -> problems().toString().contains("and 1 more"));
        assertThat(problems())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .endsWith("b.yaml: this file and 1 more are not read: the heap, of which 750 of 1000 MiB are in"
                                + " use, has no room for 1 KiB more; give the heap 1280 MiB (it gets half of the"
                                + " memory), or remove objects"));
        assertThat(routes()).isOne();

        heap.holds(100, 100).collectsByItself();

        soon().until(() -> routes() == 3);
        assertThat(problems()).isEmpty();
    }

    @Test
    void areNoProblemWhenTheyAreRemoved() throws IOException {
        write("b");
        soon().until(() -> !problems().isEmpty());

        Files.delete(folder.resolve("b.yaml"));

        soon().until(() -> problems().isEmpty());
        assertThat(routes()).isOne();
    }

    @Test
    void areOthersThanThoseThatBecomeShorter() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "# Nothing.\n");

        soon().until(() -> routes() == 0);
        assertThat(problems()).isEmpty();
    }
}
