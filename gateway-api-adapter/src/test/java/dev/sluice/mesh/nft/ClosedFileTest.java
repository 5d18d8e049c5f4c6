package dev.sluice.mesh.nft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.mesh.KeptForBoot.LastBoot;
import dev.sluice.mesh.Steered;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ClosedFileTest {

    /** A node that takes any file. */
    private static final List<String> ANY = List.of("true");

    private static final Steered CLOSED = new Steered("10.96.0.10", 80, FailureMode.CLOSED);
    private static final Steered CLOSED6 = new Steered("fd96::10", 443, FailureMode.CLOSED);
    private static final Steered OPEN = new Steered("10.96.0.11", 80, FailureMode.OPEN);
    private static final Steered OF_ONE = new Steered("10.96.0.12", 80, FailureMode.CLOSED, "10.77.0.2");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private ClosedFile closed;

    @BeforeEach
    void name() {
        file = folder.resolve("closed.nft");
        closed = of(ANY);
    }

    @AfterEach
    void end() {
        closed.close();
    }

    private ClosedFile of(List<String> nft) {
        return new ClosedFile(file, new ClosedTable(Node.AGENT), nft, Duration.ofMillis(20));
    }

    private void keep(Steered... ports) {
        closed.keep(Elements.of(Set.of(ports)));
    }

    private List<Path> names() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.map(Path::getFileName).toList();
        }
    }

    @Nested
    class AFile {

        @Test
        void hasWhatIsClosedForAllClientsOnly() throws IOException {
            keep(CLOSED, CLOSED6, OPEN, OF_ONE);

            assertThat(Files.readString(file))
                    .contains(
                            "add element inet sluice_closed closed4 { 10.96.0.10 . 80 }\n",
                            "add element inet sluice_closed closed6 { fd96:0:0:0:0:0:0:10 . 443 }\n")
                    .doesNotContain("10.96.0.11", "10.96.0.12", "inet sluice ");
            assertThat(closed.state()).isEqualTo(new KeptForBoot(file, 2, LastBoot.UNKNOWN, null));
        }

        @Test
        void canBeReadByItsOwnerOnly() throws IOException {
            keep(CLOSED);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(names()).containsExactly(file.getFileName());
        }

        @Test
        void followsWhatIsClosed() throws IOException {
            keep(CLOSED);
            keep(CLOSED6);

            assertThat(Files.readString(file)).contains("fd96:0:0:0:0:0:0:10").doesNotContain("10.96.0.10");
        }

        @Test
        void isNotWrittenAgainWhileNothingOfItChanges() throws IOException {
            keep(CLOSED);
            Files.delete(file);
            keep(CLOSED, OPEN, OF_ONE);

            assertThat(file).doesNotExist();
        }

        @Test
        void isRemovedWhenNothingIsClosed() throws IOException {
            keep(CLOSED);
            keep(OPEN);

            assertThat(names()).isEmpty();
            assertThat(closed.state().ports()).isZero();
        }

        @Test
        void ofAnEarlierAgentIsRemovedWhenNothingIsClosed() throws IOException {
            Files.writeString(file, "add table inet sluice_closed");
            keep(OPEN);

            assertThat(names()).isEmpty();
        }

        @Test
        void isReplacedAsAWhole() throws Exception {
            Set<Steered> many = new HashSet<>();
            for (int i = 0; i < 2_000; i++) {
                many.add(new Steered("10.97." + i / 250 + "." + i % 250, 80, FailureMode.CLOSED));
            }
            keep(CLOSED);
            String one = Files.readString(file);
            closed.keep(Elements.of(many));
            String other = Files.readString(file);
            var isOver = new AtomicBoolean();
            Set<String> seen = new HashSet<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<Boolean> reader = threads.submit(() -> {
                    while (!isOver.get()) {
                        seen.add(Files.readString(file));
                    }
                    return true;
                });
                for (int i = 0; i < 20; i++) {
                    keep(CLOSED);
                    closed.keep(Elements.of(many));
                }
                isOver.set(true);
                assertThat(reader.get()).isTrue();
            }
            assertThat(seen).isSubsetOf(one, other);
        }
    }

    @Nested
    class AFailure {

        @Test
        void isLoggedOnceAndTriedAgainUntilItIsOver(CapturedOutput output) throws IOException {
            file = folder.resolve("later/closed.nft");
            closed = of(ANY);
            keep(CLOSED);
            keep(CLOSED, CLOSED6);

            assertThat(closed.state().problem()).startsWith("its directory cannot be written");
            assertThat(output.toString().lines().filter(line -> line.contains("After a reboot of this node")))
                    .singleElement()
                    .asString()
                    .contains(file.toString());
            Files.createDirectory(folder.resolve("later"));
            await().untilAsserted(() -> assertThat(closed.state().problem()).isNull());
            assertThat(closed.state().ports()).isEqualTo(2);
            assertThat(file).exists();
        }

        @Test
        void leavesTheFileThatTheNodeCanLoad() throws IOException {
            Path refuses = folder.resolve("refuses");
            closed = of(List.of("sh", "-c", "test ! -e " + refuses + " || { echo no such file: fib; false; }"));
            keep(CLOSED);
            String before = Files.readString(file);
            Files.createFile(refuses);
            keep(CLOSED6);

            assertThat(Files.readString(file)).isEqualTo(before);
            assertThat(names()).containsExactlyInAnyOrder(file.getFileName(), refuses.getFileName());
            assertThat(closed.state().problem()).contains("cannot load it").contains("no such file: fib");
            Files.delete(refuses);
            await().untilAsserted(() -> assertThat(Files.readString(file)).contains("fd96"));
        }

        @Test
        void ofADirectoryInThePlaceOfTheFileIsAReason() throws IOException {
            Files.createDirectories(file.resolve("a"));
            keep(CLOSED);
            assertThat(closed.state().problem()).isNotBlank();
            keep(OPEN);
            assertThat(closed.state().problem()).isNotBlank();
            assertThat(closed.state().ports()).isZero();
        }

        @Test
        void isNotTriedAgainOnceItsAgentEnds() throws Exception {
            file = folder.resolve("later/closed.nft");
            closed = of(ANY);
            keep(CLOSED);
            closed.close();
            Files.createDirectory(folder.resolve("later"));
            await().during(Duration.ofMillis(200)).until(() -> Files.notExists(file));
        }
    }

    @Nested
    class ABoot {

        private LastBoot lastBoot(String boot, String tables) throws IOException {
            keep(CLOSED);
            String current =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            Files.writeString(file, Files.readString(file).replace(current, boot));
            ClosedFile ofNext = of(List.of("sh", "-c", "printf '" + tables + "'"));
            ofNext.lookBack();
            ofNext.lookBack();
            return ofNext.state().lastBoot();
        }

        @Test
        void thatLoadedTheFileHasTheTable() throws IOException {
            assertThat(lastBoot("another", "table ip nat\\ntable inet sluice_closed\\n"))
                    .isEqualTo(LastBoot.LOADED);
        }

        @Test
        void thatDidNotIsLoggedOnce(CapturedOutput output) throws IOException {
            assertThat(lastBoot("another", "table ip nat\\ntable inet sluice_closed2\\n"))
                    .isEqualTo(LastBoot.NOT_LOADED);
            assertThat(output.toString().lines().filter(line -> line.contains("did not load " + file)))
                    .hasSize(1);
        }

        @Test
        void isNotKnownToAnAgentThatIsNotTheFirst(CapturedOutput output) throws IOException {
            String current =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            assertThat(lastBoot(current, "")).isEqualTo(LastBoot.UNKNOWN);
            assertThat(output.toString()).doesNotContain("did not load");
        }

        @Test
        void isNotKnownWithoutAFile() {
            closed.lookBack();
            assertThat(closed.state().lastBoot()).isEqualTo(LastBoot.UNKNOWN);
        }

        @Test
        void isNotKnownWhereNftSaysNothing() throws IOException {
            Files.writeString(file, "");
            closed = of(List.of("false"));
            closed.lookBack();
            assertThat(closed.state().lastBoot()).isEqualTo(LastBoot.UNKNOWN);
        }
    }
}
