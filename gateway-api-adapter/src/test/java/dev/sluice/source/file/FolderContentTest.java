package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.HeapGuard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderContentTest {

    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata:
              name: tls
              annotations: {sluice.dev/data-files: "tls.crt=tls.crt"}
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("a.yaml");
    }

    @Test
    void anOldFileIsNotReadAgain() throws IOException {
        old(file, "kind: A\n");
        FolderContent before = look(FolderContent.NOTHING);
        // What no stamp can tell shows that nothing was read.
        old(file, "kind: B\n");

        assertThat(only(look(before))).isSameAs(only(before));
    }

    @Test
    void aFreshFileIsReadAgain() throws IOException {
        Files.writeString(file, "kind: A\n");
        FolderContent before = look(FolderContent.NOTHING);
        FileTime written = Files.getLastModifiedTime(file);
        Files.writeString(file, "kind: B\n");
        Files.setLastModifiedTime(file, written);

        assertThat(only(look(before)).file().text()).isEqualTo("kind: B\n");
    }

    @Test
    void anOldFileThatIsReplacedByAnOldOneIsReadAgain() throws IOException {
        old(file, "kind: A\n");
        FolderContent before = look(FolderContent.NOTHING);
        Path other = folder.resolve("other");
        old(other, "kind: B\n");
        Files.delete(file);
        Files.move(other, file);

        assertThat(only(look(before)).file().text()).isEqualTo("kind: B\n");
    }

    @Test
    void aTouchedFileKeepsItsContent() throws IOException {
        old(file, "kind: A\n");
        FolderContent before = look(FolderContent.NOTHING);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));

        assertThat(only(look(before))).isSameAs(only(before));
    }

    @Test
    void anOldFileIsReadAgainWhenItsDataFileChanges() throws IOException {
        old(file, SECRET);
        Files.writeString(folder.resolve("tls.crt"), "one");
        FolderContent before = look(FolderContent.NOTHING);
        Files.writeString(folder.resolve("tls.crt"), "two");

        assertThat(only(look(before)).dataFiles()).isNotEqualTo(only(before).dataFiles());
    }

    @Test
    void anOldFileWithOldDataFilesIsNotReadAgainOnceTheirStampsAreKnown() throws IOException {
        old(file, SECRET);
        old(folder.resolve("tls.crt"), "one");
        FolderContent before = look(look(FolderContent.NOTHING));
        old(folder.resolve("tls.crt"), "two");

        assertThat(only(look(before))).isSameAs(only(before));
    }

    @Test
    void aFileThatIsGoneIsForgotten() throws IOException {
        old(file, "kind: A\n");
        FolderContent before = look(FolderContent.NOTHING);
        Files.delete(file);

        assertThat(look(before).files()).isEmpty();
    }

    private FolderContent look(FolderContent before) {
        return before.next(Scan.of(Root.of(List.of(folder)), before.dataFiles()), HeapGuard.unlimited());
    }

    private FileContent only(FolderContent content) {
        return Objects.requireNonNull(content.files().get(file));
    }

    private static void old(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }
}
