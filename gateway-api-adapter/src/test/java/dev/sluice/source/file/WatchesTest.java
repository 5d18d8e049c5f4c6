package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Which folders are known to report their changes. */
@EnabledOnOs(OS.LINUX)
class WatchesTest {

    @TempDir
    Path temp;

    @SuppressWarnings("NullAway.Init")
    private Watches watches;

    @BeforeEach
    void open() throws IOException {
        watches = new Watches();
    }

    @AfterEach
    void close() throws IOException {
        watches.close();
    }

    private void follow(Path... roots) {
        watches.follow(Scan.of(Root.of(List.of(roots)), Set.of()));
    }

    @Test
    void aLocalFolderReportsEverything() {
        follow(temp);

        assertThat(watches.unreported()).isNull();
    }

    /** As a network file system does, it takes a watch and reports nothing. */
    @Test
    void aFolderOfTheKernelReportsNothing() {
        follow(temp, Path.of("/proc/sys/kernel/random"));

        assertThat(watches.unreported()).contains("/proc/sys/kernel").contains("(proc)");
    }

    @Test
    void aFolderThatIsNotThereIsReportedWhenItComes() throws IOException {
        Path later = temp.resolve("a/b");
        follow(later);
        assertThat(watches.unreported()).isNull();

        Files.createDirectories(later);
        follow(later);
        assertThat(watches.unreported()).isNull();
    }

    @Test
    void linksInACircleEnd() throws IOException {
        Files.createSymbolicLink(temp.resolve("one"), Path.of("two"));
        Files.createSymbolicLink(temp.resolve("two"), Path.of("one"));

        assertThat(Links.to(temp.toRealPath().resolve("one/file")))
                .contains(temp.toRealPath().resolve("one"), temp.toRealPath().resolve("two"));
    }
}
