package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.resource.Kinds;
import dev.sluice.source.Problem;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of changes, of several roots and of mistakes. */
class FileSourceTest extends WatchedFolder {

    @Nested
    class Changes {

        @Test
        void theFirstReadingIsThereAfterStart() {
            assertThat(source.current().complete()).isTrue();
            assertThat(hostname()).isEqualTo("one.example.com");
        }

        @Test
        void aWriteIsTaken() throws IOException {
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            assertThat(cart().metadata().generation()).isEqualTo(2);
        }

        @Test
        void anAtomicRenameIsTaken() throws IOException {
            Path part = Files.writeString(folder.resolve(".cart.tmp"), route("two"));
            Files.move(part, folder.resolve("cart.yaml"), StandardCopyOption.ATOMIC_MOVE);

            soon(it -> hostname().equals("two.example.com"));
        }

        @Test
        void aNewFolderWithinIsTaken() throws IOException {
            Path inner = Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(inner.resolve("more.yml"), route("two").replace("cart", "more"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);
        }

        @Test
        void aDeletedFileIsTaken() throws IOException {
            Files.delete(folder.resolve("cart.yaml"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).isEmpty());
        }

        @Test
        void aWriteThatKeepsSizeTimeAndInodeIsFoundAsLongAsItIsFresh() throws IOException {
            Path file = folder.resolve("cart.yaml");
            FileTime before = Files.getLastModifiedTime(file);
            Files.writeString(file, route("two"));
            Files.setLastModifiedTime(file, before);

            soon(it -> hostname().equals("two.example.com"));
        }

        @Test
        void aTouchIsNoChange() throws IOException {
            await().atMost(SOON).until(() -> changes.get() == 1);
            Files.setLastModifiedTime(folder.resolve("cart.yaml"), FileTime.from(Instant.EPOCH));
            Files.writeString(folder.resolve("other.yaml"), route("two").replace("cart", "other"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);
            assertThat(changes).hasValue(2);
        }

        @Test
        void nothingIsReadAfterClose() throws IOException {
            source.close();

            await().atMost(SOON)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(it -> it.getName().equals("sluice-files")));
        }
    }

    @Nested
    class Roots {

        @Test
        void areOneWhateverTheWayTheyAreWritten() {
            source.close();
            start(FileSource.Timing.USUAL, folder, folder.resolve("."), folder.resolve("../manifests"));

            assertThat(source.current().problems()).isEmpty();
            assertThat(source.current().complete()).isTrue();
        }

        /** The empty path is what Spring makes of a dot. */
        @ParameterizedTest
        @ValueSource(strings = {"", "."})
        void mayBeTheWorkingDirectory(String working) throws IOException {
            Path here = Files.createDirectories(Path.of("target/" + temp.getFileName()));
            Path inner = Path.of("").relativize(here);
            assertThat(Root.of(Path.of(working).resolve(inner)).path()).isEqualTo(here.toAbsolutePath());
            assertThat(Root.of(Path.of(working)).path()).isEqualTo(Path.of("").toAbsolutePath());
            assertThat(Root.of(Path.of(working)).name(here.toAbsolutePath())).isEqualTo(here.toString());
        }

        @Test
        void areNamedInProblemsAsTheyWereGiven() throws IOException {
            source.close();
            Path given = Path.of("").toAbsolutePath().relativize(folder);
            Files.writeString(folder.resolve("broken.yaml"), "kind: [");
            start(given);

            assertThat(source.current().problems())
                    .singleElement()
                    .extracting(Problem::location)
                    .asString()
                    .startsWith(given + "/broken.yaml:");
        }

        @Test
        void thatAreRelativeHaveDataFiles() throws IOException {
            source.close();
            Files.writeString(folder.resolve("tls.crt"), "one");
            Files.writeString(folder.resolve("tls.yaml"), MountedFilesTest.FilesOfSecrets.SECRET.formatted("tls.crt"));
            start(Path.of("").toAbsolutePath().relativize(folder));

            assertThat(source.current().problems()).isEmpty();
            assertThat(source.current().complete()).isTrue();
        }
    }

    @Nested
    class Mistakes {

        @Test
        void withOneMistakeEverythingStaysAsItWas() throws IOException {
            Files.writeString(folder.resolve("more.yaml"), route("more").replace("cart", "more"));
            Files.writeString(folder.resolve("broken.yaml"), "kind: [");

            soon(it -> hasError(it));
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).containsOnlyKeys(CART);
            assertThat(source.current().complete()).isTrue();

            Files.delete(folder.resolve("broken.yaml"));
            soon(it -> !hasError(it) && it.state().all(Kinds.HTTP_ROUTE).size() == 2);
        }

        @Test
        void mistakesInAllFilesAreTold() throws IOException {
            Files.writeString(folder.resolve("a.yaml"), "kind: [");
            Files.writeString(folder.resolve("b.yaml"), "kind: A\n");
            Files.write(folder.resolve("c.yaml"), new byte[] {(byte) 0xC3});

            soon(it -> Stream.of("a", "b", "c")
                    .allMatch(name -> it.problems().stream()
                            .anyMatch(problem ->
                                    String.valueOf(problem.location()).contains("/" + name + ".yaml"))));
        }

        @Test
        void aPipeIsAMistakeAndIsNotWaitedFor() throws Exception {
            Path pipe = folder.resolve("pipe.yaml");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("no regular file"));

            Files.delete(pipe);
            soon(it -> !hasError(it));
        }

        @Test
        void aFileThatIsTooLongIsAMistake() throws IOException {
            try (var sparse = new RandomAccessFile(folder.resolve("long.yaml").toFile(), "rw")) {
                sparse.setLength(3L << 30);
            }

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("longer than 32 MiB"));
        }

        @Test
        void aLinkThatLeadsNowhereIsAMistake() throws IOException {
            Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("nowhere"));

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("no such file"));
        }

        @Test
        void aRefusedReadingDoesNotCountAsAChangeOfTheSpec() throws IOException {
            Files.writeString(folder.resolve("cart.yaml"), route("two") + "  nonsense: 1\n");
            soon(it -> hasError(it));
            Files.writeString(folder.resolve("cart.yaml"), route("three"));

            soon(it -> hostname().equals("three.example.com"));
            assertThat(cart().metadata().generation()).isEqualTo(2);
        }

        @Test
        void aFolderThatIsMovedAwayIsAMistakeAndKeepsWhatWas() throws IOException {
            Files.move(folder, temp.resolve("away"));

            soon(it -> hasError(it));
            assertThat(causes()).singleElement().asString().contains("no such folder");
            assertThat(hostname()).isEqualTo("one.example.com");

            Files.writeString(temp.resolve("away/cart.yaml"), route("two"));
            Files.move(temp.resolve("away"), folder);
            soon(it -> !hasError(it));
            assertThat(hostname()).isEqualTo("two.example.com");
        }

        @Test
        void aFolderThatIsMissingAtTheStartIsTakenOnceItIsThere() throws IOException {
            source.close();
            Path later = temp.resolve("later");
            start(later);
            assertThat(source.current().complete()).isFalse();

            Files.createDirectory(later);
            Files.writeString(later.resolve("cart.yaml"), route("late"));

            soon(it -> it.complete() && it.state().all(Kinds.HTTP_ROUTE).containsKey(CART));
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

        soon(it -> hostname().equals("v999.example.com"));
        await().atMost(SOON).until(() -> openFiles() <= before + 5);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
