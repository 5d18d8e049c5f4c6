package dev.sluice.source.kubernetes;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Policy;
import dev.sluice.resource.Route;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.WatchedObject;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.validation.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the record of an object as the API server sent it, which is the judge of what may be stored: it may have CRDs
 * of another channel or version than we know. A field that is not known is reported. So is an object that cannot be
 * read, which stays an object if it is a route or a policy: somebody relies on what it was to do.
 */
final class ObjectReader {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectReader.class);
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
     * @param object null where it cannot be read and no form of its kind says so
     * @param problems what is wrong with it
     */
    record Reading(@Nullable WatchedObject object, List<Problem> problems) {

        Reading {
            problems = List.copyOf(problems);
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
        WatchedObject object;
        try {
            object = reader.read();
        } catch (RuntimeException bug) {
            LOG.error("{} cannot be read, which is a bug", description, bug);
            // The words of the exception may hold any value, of any length.
            String cause = "cannot be read: a bug in Sluice: " + bug.getClass().getSimpleName();
            object = reader.unreadable(new Unreadable("spec", cause, "report it, with the log"));
        }
        return new Reading(object, reader.problems);
    }

    /**
     * What is kept of a route or a policy that is not read for now: somebody relies on what it was to do.
     *
     * @param stored is not changed
     * @return empty for other kinds
     */
    static Optional<WatchedObject> shortForm(WatchedKind kind, ObjectNode stored, Unreadable why) {
        var read = kind.read();
        if (read == null) {
            return Optional.empty();
        }
        var copy = stored.deepCopy();
        var _ = Admission.stored(read, copy);
        return ObjectDecoder.unreadable(read, copy, why)
                .filter(object -> object instanceof Route || object instanceof Policy);
    }

    private @Nullable WatchedObject read() {
        var prepared = Admission.stored(kind, tree);
        prepared.unknown().forEach(this::unknown);
        var misfit = prepared.misfit();
        return misfit == null
                ? ObjectDecoder.decode(kind, tree)
                : unreadable(new Unreadable(misfit.field(), misfit.cause(), misfit.remedy()));
    }

    private void unknown(String field) {
        String effect =
                field.contains(IN_MATCH) ? "not known, hence its rule is not served" : "not known, hence left out";
        problems.add(problem(Severity.WARNING, field, effect, "remove it, or upgrade Sluice"));
    }

    private @Nullable WatchedObject unreadable(Unreadable why) {
        var object = ObjectDecoder.unreadable(kind, tree, why);
        var severity = object.isPresent() ? Severity.WARNING : Severity.ERROR;
        problems.add(problem(severity, why.field(), why.cause(), why.remedy()));
        return object.orElse(null);
    }

    private Problem problem(Severity severity, String field, String cause, String remedy) {
        return new Problem(severity, null, description, field, cause, remedy);
    }
}
