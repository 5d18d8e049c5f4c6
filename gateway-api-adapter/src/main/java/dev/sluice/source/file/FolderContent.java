package dev.sluice.source.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.sluice.memory.HeapGuard;
import dev.sluice.source.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What each file held when it was read last, so that only what has changed is read again.
 *
 * @param scan what lay there just before
 * @param files by path, in order; without those that cannot be read
 * @param problems of folders, and of files that cannot be read
 * @param waiting characters of files for which the heap has no room
 */
record FolderContent(Scan scan, Map<Path, FileContent> files, List<Problem> problems, long waiting) {

    /** MiB. */
    private static final int LONGEST_FILE = 32;

    /** Before the first reading. */
    static final FolderContent NOTHING = new FolderContent(Scan.of(List.of(), List.of()), Map.of(), List.of(), 0);

    /**
     * What was found by a later scan. A file that holds the same has the same content, not an equal one.
     *
     * @param heap says which files may be read
     */
    FolderContent next(Scan found, HeapGuard heap) {
        var next = new LinkedHashMap<Path, FileContent>();
        var wrong = new ArrayList<>(found.problems());
        var room = new FolderRoom(heap);
        files.forEach((path, content) -> {
            if (!found.files().containsKey(path)) {
                room.gone(content.file());
            }
        });
        found.files().forEach((path, root) -> {
            FileContent before = files.get(path);
            if (before != null && isCertain(before, path, found)) {
                next.put(path, before);
            } else if (room.takes(path, root, before)) {
                load(path, root, wrong).ifPresent(file -> next.put(path, read(file, before)));
            }
        });
        wrong.addAll(room.problems());
        return new FolderContent(found, next, wrong, room.waiting());
    }

    /** Every data file that is named, also those that are missing. */
    Set<Path> dataFiles() {
        return files.values().stream()
                .flatMap(it -> it.dataFiles().keySet().stream())
                .collect(toUnmodifiableSet());
    }

    /** Whether neither the file nor its data files can have changed. Why one could not be read, no scan tells. */
    private boolean isCertain(FileContent content, Path path, Scan found) {
        return found.isCertainlyAsIn(scan, path)
                && !content.dataFiles().containsValue("")
                && content.dataFiles().keySet().stream().allMatch(it -> found.isCertainlyAsIn(scan, it));
    }

    private static FileContent read(ManifestFile file, @Nullable FileContent before) {
        if (before == null) {
            return FileContentReader.read(file);
        }
        if (before.dataFiles().isEmpty() && before.file().equals(file)) {
            return before;
        }
        FileContent content = FileContentReader.read(file);
        return before.equals(content) ? before : content;
    }

    private static Optional<ManifestFile> load(Path path, Root root, List<Problem> problems) {
        String name = root.name(path);
        try {
            // Not new String(): a half-written character must not pass as a question mark.
            String text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(BoundedFile.read(path, LONGEST_FILE)))
                    .toString();
            return Optional.of(new ManifestFile(name, text, path, root.path()));
        } catch (CharacterCodingException _) {
            problems.add(problem(name, "not UTF-8", "store the file as UTF-8"));
        } catch (IOException e) {
            problems.add(
                    problem(name, "cannot be read: " + BoundedFile.reason(e), "make the file readable or remove it"));
        }
        return Optional.empty();
    }

    private static Problem problem(String file, String cause, String remedy) {
        return new Problem(Problem.Severity.ERROR, file, null, null, cause, remedy);
    }
}
