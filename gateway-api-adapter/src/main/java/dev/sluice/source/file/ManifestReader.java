package dev.sluice.source.file;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.validation.Admission.GroupKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the objects of a set of files: each by itself, then all of them together. */
public final class ManifestReader {

    private final Map<Generations.Key, GoodObject> objects = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<GroupKind> noticed = new HashSet<>();

    private ManifestReader() {}

    /**
     * What a text holds.
     *
     * @param objects those that are good, with the namespaces that they imply
     * @param problems everything that is wrong
     */
    public record Manifests(List<WatchedObject> objects, List<Problem> problems) {

        public Manifests {
            objects = List.copyOf(objects);
            problems = List.copyOf(problems);
        }

        /** The objects as one picture. */
        public ClusterState state() {
            return ClusterState.of(objects);
        }
    }

    /**
     * Reads one text of YAML documents, or JSON.
     *
     * @param name of the text, for problems
     */
    public static Manifests read(String name, String text) {
        FileContent content = FileContentReader.read(new ManifestFile(name, text, null, null));
        Reading reading = join(List.of(content), Generations.NONE);
        return new Manifests(reading.objects(), reading.problems());
    }

    /** As {@link #join(Collection, Generations, Set)}, with no Secret overdue. */
    static Reading join(Collection<FileContent> files, Generations before) {
        return join(files, before, Set.of());
    }

    /**
     * Takes files together.
     *
     * @param files in order: of two objects with one name the later is used
     * @param before the objects of the last good reading
     * @param overdue see {@link Generations#next}
     */
    static Reading join(Collection<FileContent> files, Generations before, Set<Generations.Key> overdue) {
        var reader = new ManifestReader();
        files.forEach(file -> file.findings().forEach(reader::take));
        Generations generations = before.next(reader.objects.values(), overdue);
        return new Reading(Namespaces.complete(generations.records()), reader.problems, generations);
    }

    private void take(Finding finding) {
        switch (finding) {
            case Finding.Mistake(Problem problem) -> problems.add(problem);
            case Finding.Notice(GroupKind about, Problem problem) -> {
                if (noticed.add(about)) {
                    problems.add(problem);
                }
            }
            case Finding.Good(GoodObject object) -> take(object);
        }
    }

    /** Of two objects with one name the later is used, as it would be were the files applied to a cluster in order. */
    private void take(GoodObject object) {
        GoodObject earlier = objects.remove(object.key());
        if (earlier != null) {
            problems.add(new Problem(
                    Severity.WARNING,
                    object.place(),
                    object.description(),
                    "metadata.name",
                    "replaces the same object at " + earlier.place(),
                    "remove or rename one of the two"));
        }
        objects.put(object.key(), object);
    }
}
