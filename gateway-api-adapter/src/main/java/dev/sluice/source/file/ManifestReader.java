package dev.sluice.source.file;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.validation.Admission;
import dev.sluice.validation.Admission.GroupKind;
import dev.sluice.validation.Admission.Verdict;
import dev.sluice.validation.schema.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the objects of a set of files, checked as the API server would check them. */
public final class ManifestReader {

    /** Kinds that are read and not served yet, and what follows from it. */
    private static final Map<String, String> NOT_SERVED = Map.of(
            "BackendTLSPolicy", "requests to the Services that it targets are refused, rather than sent in plain text",
            "BackendLBPolicy", "the Services that it targets are reached without session persistence",
            "ListenerSet", "its listeners are not opened; move them into the Gateway");

    private final List<WatchedObject> objects = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Map<Generations.Key, String> places = new HashMap<>();
    private final Set<GroupKind> noticed = new HashSet<>();
    private final DataFiles dataFiles = new DataFiles();
    private final Generations.Next generations;

    private ManifestReader(Generations before) {
        generations = before.next();
    }

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
        Reading reading = read(List.of(new ManifestFile(name, text, null, null)), Generations.NONE);
        return new Manifests(reading.objects(), reading.problems());
    }

    /**
     * Reads files together.
     *
     * @param before the generations of the last good reading
     */
    static Reading read(List<ManifestFile> files, Generations before) {
        var reader = new ManifestReader(before);
        files.forEach(reader::file);
        return new Reading(
                Namespaces.complete(reader.objects),
                reader.problems,
                reader.generations.done(),
                reader.dataFiles.contents());
    }

    private void file(ManifestFile file) {
        YamlDocuments read = YamlDocuments.of(file.name(), file.text());
        problems.addAll(read.problems());
        read.documents().forEach(document -> document(file, document));
    }

    private void document(ManifestFile file, Document document) {
        ObjectNode tree = (ObjectNode) document.tree();
        switch (Admission.review(tree)) {
            case Verdict.NoObject(Violation violation) -> problem(document, describe(tree, true), violation);
            case Verdict.NotRead(GroupKind kind) ->
                notice(document, kind, kind + " is not read", "nothing to do: objects of this kind are left alone");
            case Verdict.Reviewed reviewed -> reviewed(file, document, reviewed);
        }
    }

    private void reviewed(ManifestFile file, Document document, Verdict.Reviewed reviewed) {
        ObjectNode tree = (ObjectNode) document.tree();
        String object = describe(tree, reviewed.namespaced());
        var violations = new ArrayList<>(reviewed.violations());
        if (violations.isEmpty() && tree.path("kind").asString().equals("Secret")) {
            violations.addAll(dataFiles.include(tree, file));
        }
        var key = new Generations.Key(GroupKind.of(tree), ObjectDecoder.nameOf(tree, reviewed.namespaced()));
        violations.forEach(violation -> problem(document, object, violation));
        if (violations.isEmpty()) {
            replaceEarlier(document, key, object);
            good(document, key, reviewed.namespaced());
        }
    }

    /** Of two objects with one name the later is used, as it would be were the files applied to a cluster in order. */
    private void replaceEarlier(Document document, Generations.Key key, String object) {
        String place = places.put(key, document.locate("metadata.name"));
        if (place == null) {
            return;
        }
        objects.removeIf(earlier ->
                earlier.kind().equals(key.kind().kind()) && earlier.name().equals(key.name()));
        problems.add(new Problem(
                Severity.WARNING,
                document.locate("metadata.name"),
                object,
                "metadata.name",
                "replaces the same object at " + place,
                "remove or rename one of the two"));
    }

    private void good(Document document, Generations.Key key, boolean namespaced) {
        ObjectNode tree = (ObjectNode) document.tree();
        generations.count(key, tree);
        ObjectDecoder.decode(tree, namespaced).ifPresent(objects::add);
        String kind = key.kind().kind();
        String effect = NOT_SERVED.get(kind);
        if (effect != null) {
            notice(document, key.kind(), kind + " is not served yet", effect);
        }
        if (tree.path("spec").has("useDefaultGateways")) {
            notice(
                    document,
                    new GroupKind("useDefaultGateways", kind),
                    kind + ".spec.useDefaultGateways is not served yet",
                    "name the Gateway under parentRefs");
        }
    }

    private void problem(Document document, String object, Violation violation) {
        problems.add(new Problem(
                Severity.ERROR,
                document.locate(violation.field()),
                object,
                violation.field().isEmpty() ? null : violation.field(),
                violation.cause(),
                violation.remedy()));
    }

    private void notice(Document document, GroupKind kind, String cause, String remedy) {
        if (noticed.add(kind)) {
            problems.add(new Problem(
                    Severity.WARNING, document.locate("kind"), describe(document.tree(), true), "kind", cause, remedy));
        }
    }

    private static String describe(JsonNode tree, boolean namespaced) {
        String kind = tree.path("kind").asString("");
        ObjectName name = ObjectDecoder.nameOf(tree, namespaced);
        return (kind.isEmpty() ? "object" : kind) + (name.name().isEmpty() ? " without a name" : " " + name);
    }
}
