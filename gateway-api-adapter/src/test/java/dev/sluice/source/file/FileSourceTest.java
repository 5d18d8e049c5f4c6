package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSourceTest {

    private static final ObjectName CART = new ObjectName("default", "cart");

    /** Of old files, nothing is found but what the system reports. */
    private static final FileSource.Timing WATCHING_ONLY = new FileSource.Timing(
            Duration.ofMillis(50), Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(10));

    /** Long, for machines that have much else to do. */
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private Path folder;
    private FileSource source;
    private final AtomicInteger changes = new AtomicInteger();

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

    private void start(Path root) {
        start(FileSource.Timing.USUAL, root);
    }

    private void start(FileSource.Timing timing, Path... roots) {
        source = new FileSource(List.of(roots), timing, HeapGuard.unlimited());
        source.start(changes::incrementAndGet);
    }

    /** Once nothing is fresh any more, so that only a report makes the source look again. */
    private void startWatchingOnly(Path root) throws IOException {
        source.close();
        try (Stream<Path> files = Files.walk(temp)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
            }
        }
        start(WATCHING_ONLY, root);
        await().atMost(SOON).until(FileSourceTest::isWaitingForReports);
    }

    /** The first look is over. */
    private static boolean isWaitingForReports() {
        List<Thread.State> states = Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals("sluice-files"))
                .map(Thread::getState)
                .toList();
        return states.equals(List.of(Thread.State.TIMED_WAITING));
    }

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

    /** With ten minutes between looks. */
    @Nested
    class WithoutPolling {

        @Test
        void aChangeIsReported() throws IOException {
            startWatchingOnly(folder);
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
        }

        @Test
        void aChangeInAFolderThatIsNewIsReported() throws IOException {
            startWatchingOnly(folder);
            Path inner = Files.createDirectories(folder.resolve("a/b"));
            Files.writeString(inner.resolve("more.yaml"), route("two").replace("cart", "more"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);

            Files.delete(inner.resolve("more.yaml"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 1);
        }

        @Test
        void aSwitchOfALinkToTheFolderIsReported() throws IOException {
            Path current = releases();
            startWatchingOnly(current);
            point(current, "v2");

            soon(it -> hostname().equals("v2.example.com"));
            Files.writeString(temp.resolve("v2/cart.yaml"), route("three"));
            soon(it -> hostname().equals("three.example.com"));
        }

        @Test
        void aSwitchOfALinkAboveTheFolderIsReported() throws IOException {
            Path current = releases();
            Files.createDirectory(temp.resolve("v1/deep"));
            Files.createDirectory(temp.resolve("v2/deep"));
            Files.writeString(temp.resolve("v1/deep/cart.yaml"), route("deep1"));
            Files.writeString(temp.resolve("v2/deep/cart.yaml"), route("deep2"));
            startWatchingOnly(current.resolve("deep"));
            point(current, "v2");

            soon(it -> hostname().equals("deep2.example.com"));
        }

        @Test
        void aChangeOfAFileThatALinkLeadsToIsReported() throws IOException {
            Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
            Files.writeString(elsewhere.resolve("text"), route("linked").replace("cart", "linked"));
            Files.createSymbolicLink(folder.resolve("linked.yaml"), elsewhere.resolve("text"));
            startWatchingOnly(folder);
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
            Files.writeString(elsewhere.resolve("text"), route("gone").replace("cart", "other"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).containsKey(new ObjectName("default", "other")));
        }

        @Test
        void aFolderThatComesLaterIsReported() throws IOException {
            Path later = temp.resolve("later/manifests");
            source.close();
            start(WATCHING_ONLY, later);
            Files.createDirectories(later);
            Files.writeString(later.resolve("cart.yaml"), route("late"));

            soon(it -> it.complete() && it.state().all(Kinds.HTTP_ROUTE).containsKey(CART));
        }

        @Test
        void aFileThatIsNotReadIsNoChange() throws IOException {
            await().atMost(SOON).until(() -> changes.get() == 1);
            startWatchingOnly(folder);
            await().atMost(SOON).until(() -> changes.get() == 2);
            Files.writeString(folder.resolve("log.txt"), "line");
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            await().atMost(SOON).until(() -> changes.get() == 3);
        }

        private Path releases() throws IOException {
            for (String version : List.of("v1", "v2")) {
                Path release = Files.createDirectory(temp.resolve(version));
                Files.writeString(release.resolve("cart.yaml"), route(version));
            }
            return Files.createSymbolicLink(temp.resolve("current"), Path.of("v1"));
        }

        private void point(Path link, String target) throws IOException {
            Path next = Files.createSymbolicLink(temp.resolve("next"), Path.of(target));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @Nested
    class ACheckout {

        /** It takes three times as long as the debounce time. */
        @Test
        void isNotReadBeforeItIsComplete() throws IOException {
            var seen = new ConcurrentSkipListSet<Integer>();
            source.close();
            source = new FileSource(
                    List.of(folder),
                    new FileSource.Timing(Duration.ofSeconds(1), SOON, Duration.ofMillis(100), Duration.ofMillis(100)),
                    HeapGuard.unlimited());
            source.start(() ->
                    seen.add(source.current().state().all(Kinds.HTTP_ROUTE).size()));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
            for (int i = 0; System.nanoTime() < end; i++) {
                replace(folder.resolve("first.yaml"), route("v" + i).replace("cart", "first"));
            }
            Files.writeString(folder.resolve("last.yaml"), route("last").replace("cart", "last"));

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 3);
            assertThat(seen).containsOnly(1, 3);
        }

        @Test
        void thatNeverEndsIsReadAfterTheLongestTime() throws Exception {
            source.close();
            start(
                    new FileSource.Timing(
                            Duration.ofMillis(100),
                            Duration.ofMillis(300),
                            Duration.ofMillis(50),
                            Duration.ofMillis(50)),
                    folder);
            var done = new AtomicBoolean();
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; !done.get(); i++) {
                    replace(folder.resolve("cart.yaml"), route("v" + i));
                }
            });
            try {
                soon(it -> !hostname().equals("one.example.com"));
            } finally {
                done.set(true);
                writer.join();
            }
        }

        private static void replace(Path file, String text) {
            try {
                Path part = Files.writeString(file.resolveSibling(".part"), text);
                Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
            Files.writeString(folder.resolve("tls.yaml"), FilesOfSecrets.SECRET.formatted("tls.crt"));
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

    /** The last good objects stay, for what such a folder holds is not known. */
    @Nested
    class AFolderThatCannotBeListed {

        private Path inner;

        @BeforeEach
        void addAFolderWithARoute() throws IOException {
            inner = Files.createDirectory(folder.resolve("inner"));
            Files.writeString(inner.resolve("more.yaml"), route("more").replace("cart", "more"));
            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 2);
        }

        @Test
        void isAMistakeWhereItMayNotBeOpened() throws IOException {
            staysWithout(inner);
        }

        @Test
        void isAMistakeWhereItIsTheConfiguredOne() throws IOException {
            staysWithout(folder);
        }

        @Test
        void isAMistakeWhereItsFilesMayNotBeReached() throws IOException {
            staysWith(inner, "r--------");
        }

        /** No system opens a path as long as this, for no user. */
        @Test
        void isAMistakeWhereItsNameIsTooLong() throws IOException {
            Path deep = chain(folder.resolve("deep"));
            Path longer = chain(temp.resolve("longer"));

            Files.move(temp.resolve("longer"), deep.resolve("longer"));
            try {
                soon(it -> hasError(it));
                assertThat(causes()).singleElement().asString().contains("cannot be listed");
                assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
            } finally {
                Files.move(deep.resolve("longer"), temp.resolve("longer"));
            }
            soon(it -> !hasError(it));
            assertThat(longer).exists();
        }

        @Test
        void isAMistakeWhereALinkInACircleHasTakenItsPlace() throws IOException {
            Files.move(inner, temp.resolve("away"));
            Files.createSymbolicLink(inner, inner);

            soon(it -> hasError(it));
            assertThat(causes()).singleElement().asString().contains("cannot be listed");
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
        }

        @Test
        void isOfNoInterestWhereItIsHidden() throws IOException {
            Files.createSymbolicLink(folder.resolve(".hidden"), Path.of(".hidden"));
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void isGoneWhereItIsDeleted() throws IOException {
            Files.delete(inner.resolve("more.yaml"));
            Files.delete(inner);

            soon(it -> it.state().all(Kinds.HTTP_ROUTE).size() == 1);
            assertThat(source.current().problems()).isEmpty();
        }

        @Test
        void isListedOnceWhereALinkLeadsBackToIt() throws IOException {
            Files.createSymbolicLink(inner.resolve("back"), folder);
            Files.writeString(folder.resolve("cart.yaml"), route("two"));

            soon(it -> hostname().equals("two.example.com"));
            assertThat(source.current().problems()).isEmpty();
        }

        private void staysWithout(Path closed) throws IOException {
            staysWith(closed, "---------");
        }

        private void staysWith(Path closed, String permissions) throws IOException {
            Set<PosixFilePermission> before = Files.getPosixFilePermissions(closed);
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString(permissions));
            try {
                assumeFalse(Files.isExecutable(closed), "root may open every folder");
                soon(it -> hasError(it));
                assertThat(causes()).allSatisfy(cause -> assertThat(cause).contains("permission denied"));
                assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
                assertThat(hostname()).isEqualTo("one.example.com");
            } finally {
                Files.setPosixFilePermissions(closed, before);
            }
            soon(it -> !hasError(it));
            assertThat(source.current().state().all(Kinds.HTTP_ROUTE)).hasSize(2);
        }

        /** The last of ten folders, each within the other, of 2,000 characters together. */
        private static Path chain(Path first) throws IOException {
            Path last = first;
            for (int i = 0; i < 10; i++) {
                last = last.resolve("n".repeat(220));
            }
            return Files.createDirectories(last);
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

            soon(it -> hostname().equals("two.example.com"));
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
            soon(it -> value().equals("one"));

            Files.writeString(folder.resolve("certs/shop.crt"), "two");
            soon(it -> value().equals("two"));
        }

        @Test
        void mayNotLieOutsideTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("../key"));

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void mayNotBeLinksOutOfTheFolder() throws IOException {
            Files.writeString(temp.resolve("key"), "secret");
            Files.createSymbolicLink(folder.resolve("key"), temp.resolve("key"));
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("key"));

            soon(it -> hasError(it));
            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("outside the folder"));
        }

        @Test
        void oneThatIsMissingIsAMistakeUntilItIsThere() throws IOException {
            Files.writeString(folder.resolve("tls.yaml"), SECRET.formatted("late.crt"));
            soon(it -> hasError(it));

            Files.writeString(folder.resolve("late.crt"), "now");
            soon(it -> value().equals("now"));
        }

        @Test
        void aPairOfWhichOneHasChangedStaysUntilTheOtherFollows() throws IOException {
            pair(SOON);
            Files.writeString(folder.resolve("tls.key"), "key2");
            Files.writeString(folder.resolve("cart.yaml"), route("two"));
            soon(it -> hostname().equals("two.example.com"));
            assertThat(value()).isEqualTo("crt1");
            assertThat(value("tls.key")).isEqualTo("key1");

            Files.writeString(folder.resolve("tls.crt"), "crt2");
            soon(it -> value().equals("crt2"));
            assertThat(value("tls.key")).isEqualTo("key2");
        }

        /**
         * A certificate that is renewed with the same key. By then its file is not fresh any more, which is a reason to
         * look too.
         */
        @Test
        void aPairOfWhichOneStaysAsItWasIsTakenInTheEnd() throws IOException {
            pair(Duration.ofMillis(2500));
            Files.writeString(folder.resolve("tls.crt"), "crt2");

            soon(it -> value().equals("crt2"));
            assertThat(value("tls.key")).isEqualTo("key1");
        }

        @Test
        void aPairThatOtherFilesAreNamedForIsTakenAtOnce() throws IOException {
            pair(SOON);
            Files.writeString(folder.resolve("new.crt"), "crt2");
            Files.writeString(folder.resolve("tls.yaml"), PAIR.replace("=tls.crt", "=new.crt"));

            soon(it -> value().equals("crt2"));
        }

        private static final String PAIR = SECRET.formatted("tls.crt,tls.key=tls.key");

        private void pair(Duration longest) throws IOException {
            source.close();
            Files.writeString(folder.resolve("tls.crt"), "crt1");
            Files.writeString(folder.resolve("tls.key"), "key1");
            Files.writeString(folder.resolve("tls.yaml"), PAIR);
            start(
                    new FileSource.Timing(
                            Duration.ofMillis(50), longest, Duration.ofMillis(300), Duration.ofSeconds(5)),
                    folder);
            assertThat(value()).isEqualTo("crt1");
        }

        private String value() {
            return value("tls.crt");
        }

        private String value(String key) {
            var secret = source.current().state().all(Kinds.SECRET).get(new ObjectName("default", "tls"));
            return secret == null ? "" : new String(secret.data().getOrDefault(key, new byte[0]), UTF_8);
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

    private void soon(Predicate<SourceSnapshot> wanted) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .pollDelay(Duration.ZERO)
                .until(() -> wanted.test(source.current()));
    }

    private HttpRoute cart() {
        return (HttpRoute) Objects.requireNonNull(
                source.current().state().all(Kinds.HTTP_ROUTE).get(CART));
    }

    private String hostname() {
        return cart().spec().hostnames().getFirst();
    }

    private List<String> causes() {
        return source.current().problems().stream().map(Problem::cause).toList();
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
