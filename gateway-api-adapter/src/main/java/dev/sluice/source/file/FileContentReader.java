package dev.sluice.source.file;

import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.validation.Admission;
import dev.sluice.validation.Admission.GroupKind;
import dev.sluice.validation.Admission.Verdict;
import dev.sluice.validation.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads one file by itself, and checks its objects as the API server would check them. */
final class FileContentReader {

    private final ManifestFile file;
    private final List<Finding> findings = new ArrayList<>();
    private final DataFiles dataFiles = new DataFiles();

    private FileContentReader(ManifestFile file) {
        this.file = file;
    }

    /** What the file holds: the same for the same text and the same data files. */
    static FileContent read(ManifestFile file) {
        var reader = new FileContentReader(file);
        List<Problem> unreadable = YamlDocuments.forEach(file.name(), file.text(), reader::document);
        reader.findings.addAll(0, unreadable.stream().map(Finding.Mistake::new).toList());
        return new FileContent(file, reader.findings, reader.dataFiles.contents());
    }

    private void document(Document document) {
        ObjectNode tree = (ObjectNode) document.tree();
        OtherTool tool = OtherTool.of(file.name(), tree).orElse(null);
        if (tool != null) {
            otherTool(document, tool);
            return;
        }
        switch (Admission.review(tree)) {
            case Verdict.NoObject(Violation violation) -> mistake(document, describe(tree, true), violation);
            case Verdict.NotRead(GroupKind kind) ->
                notice(
                        document,
                        Severity.NOTE,
                        kind,
                        "kind",
                        kind + " is not read",
                        "nothing to do: objects of this kind are ignored");
            case Verdict.Reviewed reviewed -> reviewed(document, reviewed);
        }
    }

    private void otherTool(Document document, OtherTool tool) {
        Violation violation = tool.violation(file.name());
        Severity severity = switch (tool) {
            case KUSTOMIZE -> Severity.WARNING;
            case COMPOSE -> Severity.ERROR;
        };
        findings.add(new Finding.Mistake(
                new Problem(severity, document.locate(""), null, null, violation.cause(), violation.remedy())));
    }

    private void reviewed(Document document, Verdict.Reviewed reviewed) {
        ObjectNode tree = (ObjectNode) document.tree();
        String object = describe(tree, reviewed.namespaced());
        var violations = new ArrayList<>(reviewed.violations());
        if (violations.isEmpty() && tree.path("kind").asString().equals("Secret")) {
            violations.addAll(dataFiles.include(tree, file));
        }
        violations.forEach(violation -> mistake(document, object, violation));
        if (violations.isEmpty()) {
            var key = new Generations.Key(GroupKind.of(tree), ObjectDecoder.nameOf(tree, reviewed.namespaced()));
            findings.add(new Finding.Good(new GoodObject(key, tree, object, document.locate("metadata.name"))));
            notServed(document, key.kind().kind());
            Kinds.find(key.kind().group(), key.kind().kind())
                    .filter(Kinds.BACKEND_TRAFFIC_POLICIES::contains)
                    .map(kind -> (BackendTrafficPolicy) ObjectDecoder.decode(kind, tree))
                    .ifPresent(policy -> trafficPolicy(document, policy));
        }
    }

    private void notServed(Document document, String kind) {
        if (document.tree().path("spec").has("useDefaultGateways")) {
            notice(
                    document,
                    Severity.WARNING,
                    new GroupKind("useDefaultGateways", kind),
                    "kind",
                    kind + ".spec.useDefaultGateways is not served yet",
                    "name the Gateway under parentRefs");
        }
    }

    /** The message of condition Accepted has this too, but a condition that is True is no problem. */
    private void trafficPolicy(Document document, BackendTrafficPolicy policy) {
        String kind = policy.kind().word();
        policy.loose().stream()
                .limit(1)
                .forEach(field -> notice(
                        document,
                        Severity.WARNING,
                        new GroupKind("targetRefs", kind),
                        field,
                        "it is taken for a Service, and other implementations may not find it",
                        "write group: \"\" and kind: Service"));
    }

    private void mistake(Document document, String object, Violation violation) {
        findings.add(new Finding.Mistake(new Problem(
                Severity.ERROR,
                document.locate(violation.field()),
                object,
                violation.field().isEmpty() ? null : violation.field(),
                violation.cause(),
                violation.remedy())));
    }

    private void notice(
            Document document, Severity severity, GroupKind about, String field, String cause, String remedy) {
        findings.add(new Finding.Notice(
                about,
                new Problem(severity, document.locate(field), describe(document.tree(), true), field, cause, remedy)));
    }

    private static String describe(JsonNode tree, boolean namespaced) {
        String kind = tree.path("kind").asString("");
        ObjectName name = ObjectDecoder.nameOf(tree, namespaced);
        return (kind.isEmpty() ? "object" : kind) + (name.name().isEmpty() ? " without a name" : " " + name);
    }
}
