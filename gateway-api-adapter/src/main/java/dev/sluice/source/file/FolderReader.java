package dev.sluice.source.file;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.ClusterState;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.SourceSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads folders once, as {@link FileSource} reads them first: for those who end when they have seen what is there.
 * Nothing is watched, and no file is waited for that is half written.
 */
public final class FolderReader {

    private FolderReader() {}

    /**
     * What folders and a text hold, taken together.
     *
     * @param roots folders, read with those within, or single files; names in problems begin with them
     * @param text further YAML documents, such as the standard input; null: none
     * @param textName of the text, for problems
     * @return with an error among its problems, without any object, and not complete
     */
    public static SourceSnapshot read(List<Path> roots, @Nullable String text, String textName) {
        FolderContent folder = FolderContent.NOTHING.next(Scan.of(Root.of(roots), List.of()), HeapGuard.unlimited());
        List<FileContent> files = new ArrayList<>(folder.files().values());
        if (text != null) {
            files.add(FileContentReader.read(new ManifestFile(textName, text, null, null)));
        }
        Reading reading = ManifestReader.join(files, Generations.NONE, Set.of());
        List<Problem> problems = Stream.concat(folder.problems().stream(), reading.problems().stream())
                .toList();
        return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
                ? new SourceSnapshot(ClusterState.EMPTY, problems, false)
                : new SourceSnapshot(ClusterState.of(reading.objects()), problems, true, new FilePlaces(files));
    }
}
