package dev.sluice.source.file;

import static org.awaitility.Awaitility.await;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder with one route, and a source that reads it. */
abstract class WatchedFolder {

    static final ObjectName CART = new ObjectName("default", "cart");

    /** Of old files, nothing is found but what the system reports. */
    static final FileSource.Timing WATCHING_ONLY = new FileSource.Timing(
            Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(10));

    /** Long, for machines that have much else to do. */
    static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    Path folder;
    FileSource source;
    final AtomicInteger changes = new AtomicInteger();

    @BeforeEach
    void startOnARoute() throws IOException {
        folder = Files.createDirectory(temp.resolve("manifests"));
        Files.writeString(folder.resolve("cart.yaml"), route("one"));
        start(FileSource.Timing.USUAL, folder);
    }

    @AfterEach
    void close() {
        source.close();
    }

    final void start(Path root) {
        start(FileSource.Timing.USUAL, root);
    }

    final void start(FileSource.Timing timing, Path... roots) {
        source = new FileSource(List.of(roots), timing, HeapGuard.unlimited());
        source.start(changes::incrementAndGet);
    }

    /** Once nothing is fresh any more, so that only a report makes the source look again. */
    void startWatchingOnly(Path root) throws IOException {
        source.close();
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
        start(WATCHING_ONLY, root);
        await().atMost(SOON).until(WatchedFolder::isWaitingForReports);
    }

    /** The first look is over. */
    private static boolean isWaitingForReports() {
        List<Thread.State> states = Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("sluice-files"))
                .map(Thread::getState)
                .toList();
        return states.equals(List.of(Thread.State.TIMED_WAITING));
    }

    void soon(Predicate<SourceSnapshot> wanted) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO)
                .until(() -> wanted.test(source.current()));
    }

    HttpRoute cart() {
        return (HttpRoute) Objects.requireNonNull(
                source.current().state().all(Kinds.HTTP_ROUTE).get(CART));
    }

    String hostname() {
        return cart().spec().hostnames().getFirst();
    }

    List<String> causes() {
        return source.current().problems().stream().map(Problem::cause).toList();
    }

    static boolean hasError(SourceSnapshot snapshot) {
        return snapshot.problems().stream().anyMatch(it -> it.severity() == Problem.Severity.ERROR);
    }

    static String route(String host) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: cart}
                spec:
                  hostnames: [%s.example.com]
                """.formatted(host);
    }
}
