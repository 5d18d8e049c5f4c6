package dev.sluice.source.kubernetes;

import dev.sluice.resource.Kind;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.validation.Admission;
import dev.sluice.validation.Admission.Verdict;
import dev.sluice.validation.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the record of an object as the API server sent it. What a newer CRD allows and we do not know is left out with
 * a warning, but for a condition of a match: without it more requests would match than were meant.
 */
final class ObjectReader {

    private static final String IN_MATCH = ".matches[";

    private final Kind<?> kind;
    private final ObjectNode tree;
    private final String description;
    private final List<Problem> problems = new ArrayList<>();

    private ObjectReader(Kind<?> kind, ObjectNode tree, String description) {
        this.kind = kind;
        this.tree = tree;
        this.description = description;
    }

    /**
     * What an object is to us.
     *
     * @param object null where it is refused
     * @param problems what is wrong with it
     */
    record Reading(@Nullable WatchedObject object, List<Problem> problems) {

        Reading {
            problems = List.copyOf(problems);
        }

        boolean isRefused() {
            return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
        }
    }

    /**
     * Reads one object.
     *
     * @param stored is not changed
     * @param description kind and name
     */
    static Reading read(Kind<?> kind, ObjectNode stored, String description) {
        var reader = new ObjectReader(kind, stored.deepCopy(), description);
        try {
            return reader.read();
        } catch (RuntimeException bug) {
            reader.problem(Severity.ERROR, null, "cannot be read: " + bug, "report this as a bug");
            return new Reading(null, reader.problems);
        }
    }

    private Reading read() {
        Admission.prune(tree).forEach(this::unknown);
        WatchedObject object = switch (Admission.review(tree)) {
            case Verdict.NotRead _ -> null;
            case Verdict.NoObject(Violation violation) -> refused(List.of(violation));
            case Verdict.Reviewed(boolean _, List<Violation> violations)
            when violations.isEmpty() -> ObjectDecoder.decode(kind, tree);
            case Verdict.Reviewed(boolean _, List<Violation> violations) -> refused(violations);
        };
        return new Reading(object, problems);
    }

    private void unknown(String field) {
        if (field.contains(IN_MATCH)) {
            problem(Severity.ERROR, field, "a condition that is not known", "remove it, or upgrade Sluice");
        } else {
            problem(Severity.WARNING, field, "not known, hence left out", "remove it, or upgrade Sluice");
        }
    }

    private @Nullable WatchedObject refused(List<Violation> violations) {
        violations.forEach(violation -> problem(
                Severity.ERROR,
                violation.field().isEmpty() ? null : violation.field(),
                violation.cause(),
                violation.remedy()));
        return null;
    }

    private void problem(Severity severity, @Nullable String field, String cause, String remedy) {
        problems.add(new Problem(severity, null, description, field, cause, remedy));
    }
}
