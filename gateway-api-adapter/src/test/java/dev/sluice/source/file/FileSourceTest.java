package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

    private static final ObjectName CART = new ObjectName("default", "cart");
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path temp;

    private Path folder;
    private FileSource source;
    private final AtomicInteger changes = new AtomicInteger();

    @BeforeEach
    void startOnARoute() throws IOException {
        folder = Files.createDirectory(temp.resolve("manifests"));
        Files.writeString(folder.resolve("cart.yaml"), route("one"));
        start(folder);
    }

    @AfterEach
    void close() {
        source.close();
    }

    private void start(Path root) {
        source = new FileSource(List.of(root), FileSource.Timing.USUAL);
        source.start(changes::incrementAndGet);
    }

    @Nested
    class Changes {

        @Test
        void theFirstReadingIsThereAfterStart() {
            assertThat(source.current().complete()).isTrue();
            assertThat(hostname()).isEqualTo("one.example.com");
        }

        @Test
        void aWriteIsTakenWithinASecond() throws IOException {
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            within(ONE_SECOND, it -> hostname().equals("two.example.com"));
            assertThat(cart().metadata().generation()).isEqualTo(2);
        }

        @Test
        void anAtomicRenameIsTaken() throws IOException {
            Path part = Files.writeString(folder.resolve(".cart.tmp"), route("two"));
            Files.move(part, folder.resolve("cart.yaml"), StandardCopyOption.ATOMIC_MOVE);

            within(ONE_SECOND, it -> hostname().equals("two.example.com"));
        }

        @Test
        void aNewFolderWithinIsTaken() throws IOException {
            Path inner = Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(inner.resolve("more.yml"), route("two").replace("cart", "more"));

            within(ONE_SECOND, it -> it.state().httpRoutes().size() == 2);
        }

        @Test
        void aDeletedFileIsTaken() throws IOException {
            Files.delete(folder.resolve("cart.yaml"));

            within(ONE_SECOND, it -> it.state().httpRoutes().isEmpty());
        }

        @Test
        void aWriteThatKeepsSizeTimeAndInodeIsFoundAsLongAsItIsFresh() throws IOException {
            Path file = folder.resolve("cart.yaml");
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, route("two"));
            Files.setLastModifiedTime(file, before);

            within(Duration.ofSeconds(3), it -> hostname().equals("two.example.com"));
        }

        @Test
        void aTouchIsNoChange() throws IOException {
            await().atMost(Duration.ofSeconds(5)).until(() -> changes.get() == 1);
            Files.setLastModifiedTime(folder.resolve("cart.yaml"), FileTime.from(Instant.EPOCH));
            Files.writeString(folder.resolve("other.yaml"), route("two").replace("cart", "other"));

            within(ONE_SECOND, it -> it.state().httpRoutes().size() == 2);
            assertThat(changes).hasValue(2);
        }

        @Test
        void nothingIsReadAfterClose() throws IOException {
            source.close();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(it -> it.getName().equals("sluice-files")));
        }
    }

    @Nested
    class Mistakes {

        @Test
        void withOneMistakeEverythingStaysAsItWas() throws IOException {
            Files.writeString(folder.resolve("more.yaml"), route("more").replace("cart", "more"));
            Files.writeString(folder.resolve("broken.yaml"), "kind: [");

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().state().httpRoutes()).containsOnlyKeys(CART);
            assertThat(source.current().complete()).isTrue();

            Files.delete(folder.resolve("broken.yaml"));
            within(ONE_SECOND, it -> !hasError(it) && it.state().httpRoutes().size() == 2);
        }

        @Test
        void mistakesInAllFilesAreTold() throws IOException {
            Files.writeString(folder.resolve("a.yaml"), "kind: [");
            Files.writeString(folder.resolve("b.yaml"), "kind: A\n");
            Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xC3});

            within(
                    ONE_SECOND,
                    it -> Stream.of("a", "b", "c")
                            .allMatch(name -> it.problems().stream()
                                    .anyMatch(problem ->
                                            String.valueOf(problem.location()).contains("/" + name + ".yaml"))));
        }

        @Test
        void aPipeIsAMistakeAndIsNotWaitedFor() throws Exception {
            Path pipe = folder.resolve("pipe.yaml");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("no regular file"));

            Files.delete(pipe);
            within(ONE_SECOND, it -> !hasError(it));
        }

        @Test
        void aFileThatIsTooLongIsAMistake() throws IOException {
            try (var sparse = new RandomAccessFile(folder.resolve("long.yaml").toFile(), "rw")) {
                sparse.setLength(3L << 30);
            }

            within(Duration.ofSeconds(3), it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("longer than 32 MiB"));
        }

        @Test
        void aLinkThatLeadsNowhereIsAMistake() throws IOException {
            Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("nowhere"));

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("no such file"));
        }

        @Test
        void aRefusedReadingDoesNotCountAsAChangeOfTheSpec() throws IOException {
            Files.writeString(folder.resolve("cart.yaml"), route("two") + "  nonsense: 1\n");
            within(ONE_SECOND, it -> hasError(it));
            Files.writeString(folder.resolve("cart.yaml"), route("three"));

            within(ONE_SECOND, it -> hostname().equals("three.example.com"));
            assertThat(cart().metadata().generation()).isEqualTo(2);
        }

        @Test
        void aDeletedFolderIsAMistakeAndKeepsWhatWas() throws IOException {
            Files.delete(folder.resolve("cart.yaml"));
            Files.delete(folder);

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().problems())
                    .anySatisfy(it -> assertThat(it.cause()).contains("no such folder"));
        }

        @Test
        void aFolderThatIsMissingAtTheStartIsTakenOnceItIsThere() throws IOException {
            source.close();
            Path later = temp.resolve("later");
            start(later);
            assertThat(source.current().complete()).isFalse();

            Files.createDirectory(later);
            Files.writeString(later.resolve("cart.yaml"), route("late"));

            within(ONE_SECOND, it -> it.complete() && it.state().httpRoutes().containsKey(CART));
        }
    }

    @Nested
    class MountedConfigMaps {

        @Test
        void aSwapOfTheLinkIsTakenAndNothingIsReadTwice() throws IOException {
            source.close();
            Path mount = Files.createDirectory(temp.resolve("mount"));
            version(mount, "..2026_01", "one");
            Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
            Files.createSymbolicLink(mount.resolve("cart.yaml"), Path.of("..data/cart.yaml"));
            start(mount);
            assertThat(source.current().problems()).isEmpty();

            version(mount, "..2026_02", "two");
            Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
            Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            within(ONE_SECOND, it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        private void version(Path mount, String name, String host) throws IOException {
            Files.writeString(Files.createDirectory(mount.resolve(name)).resolve("cart.yaml"), route(host));
        }
    }

    @Nested
    class FilesOfSecrets {

        private static final String SECRET = """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: tls
                  annotations: {sluice.dev/data-files: "tls.crt=%s"}
                """;

        @Test
        void areReadAndWatched() throws IOException {
            Files.writeString(Files.createDirectory(folder.resolve("certs")).resolve("shop.crt"), "one");
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("certs/shop.crt"));
            within(ONE_SECOND, it -> value().equals("one"));

            Files.writeString(folder.resolve("certs/shop.crt"), "two");
            within(ONE_SECOND, it -> value().equals("two"));
        }

        @Test
        void mayNotLieOutsideTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("../key"));

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void mayNotBeLinksOutOfTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.createSymbolicLink(folder.resolve("key"), temp.resolve("key"));
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("key"));

            within(ONE_SECOND, it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void oneThatIsMissingIsAMistakeUntilItIsThere() throws IOException {
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("late.crt"));
            within(ONE_SECOND, it -> hasError(it));

            Files.writeString(folder.resolve("late.crt"), "now");
            within(ONE_SECOND, it -> value().equals("now"));
        }

        private String value() {
            var secret = source.current().state().secrets().get(new ObjectName("default", "tls"));
            return secret == null ? "" : new String(secret.data().getOrDefault("tls.crt", new byte[0]), UTF_8);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aThousandRewritesLeakNoFileDescriptors() throws IOException {
        long before = openFiles();
        for (int i = 0; i < 1000; i++) {
            Path part = Files.writeString(folder.resolve(".part"), route("v" + i));
            Files.move(part, folder.resolve("cart.yaml"), StandardCopyOption.ATOMIC_MOVE);
        }

        within(Duration.ofSeconds(5), it -> hostname().equals("v999.example.com"));
        await().atMost(Duration.ofSeconds(5)).until(() -> openFiles() <= before + 5);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private void within(Duration deadline, Predicate<SourceSnapshot> wanted) {
        await().atMost(deadline)
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO)
                .until(() -> wanted.test(source.current()));
    }

    private HttpRoute cart() {
        return Objects.requireNonNull(source.current().state().httpRoutes().get(CART));
    }

    private String hostname() {
        return cart().spec().hostnames().getFirst();
    }

    private static boolean hasError(SourceSnapshot snapshot) {
        return snapshot.problems().stream().anyMatch(it -> it.severity() == Problem.Severity.ERROR);
    }

    private static String route(String host) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: cart}
                spec:
                  hostnames: [%s.example.com]
                """.formatted(host);
    }
}
