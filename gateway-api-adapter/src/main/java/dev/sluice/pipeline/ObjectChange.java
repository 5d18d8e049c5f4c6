package dev.sluice.pipeline;

import dev.sluice.resource.Changes;
import dev.sluice.resource.Changes.Change;
import dev.sluice.resource.Kind;
import dev.sluice.resource.ObjectName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An object that is not what it was.
 *
 * @param kind such as {@code HTTPRoute}
 */
public record ObjectChange(Change change, String kind, ObjectName name) {

    static final Comparator<ObjectChange> ORDER =
            Comparator.comparing(ObjectChange::kind).thenComparing(ObjectChange::name);

    /** Whether a change of an object matters to somebody. */
    @FunctionalInterface
    interface Concern {
        boolean concerns(Changes changes, Kind<?> kind, ObjectName name);
    }

    /** Those that matter, by kind and name. */
    static List<ObjectChange> of(Changes changes, Concern concern) {
        var list = new ArrayList<ObjectChange>();
        changes.byKind()
                .forEach((kind, objects) -> objects.forEach((name, change) -> {
                    if (concern.concerns(changes, kind, name)) {
                        list.add(new ObjectChange(change, kind.word(), name));
                    }
                }));
        list.sort(ORDER);
        return list;
    }

    /** Such as {@code HTTPRoute shop/cart changed}. */
    @Override
    public String toString() {
        var word = switch (change) {
            case ADDED -> "added";
            case CHANGED -> "changed";
            case REMOVED -> "removed";
        };
        return kind + " " + name + " " + word;
    }
}
