package dev.sluice.source.kubernetes;

import dev.sluice.resource.ObjectName;
import dev.sluice.source.decode.ObjectDecoder;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Objects of a kind that two watches report: one that selects objects by their fields, and one of a single name. An
 * object that is deleted and made again with other fields is reported by both, at different times: the late end of the
 * old one must not remove the new one. So the watch by name decides from its first report until it ends. Used by one
 * thread.
 */
final class WatchedTwice {

    private final KindObjects objects;
    private final boolean namespaced;
    private final Map<ObjectName, ByName> names = new HashMap<>();

    WatchedTwice(KindObjects objects, boolean namespaced) {
        this.objects = objects;
        this.namespaced = namespaced;
    }

    /** A watch of a single name. */
    private static final class ByName {
        private boolean decides;
        /** Whether it has reported the object, and not its end. */
        private boolean present;
        /** Makes the object what the watch that selects has reported of it last. */
        private Supplier<Effect> selected;

        ByName(Supplier<Effect> selected) {
            this.selected = selected;
        }
    }

    /** Which of the two reports. */
    enum Reporter {
        /** The one that selects objects by their fields. */
        SELECTING,
        /** The one of a single name. */
        BY_NAME
    }

    /** A watch of this name begins. */
    void begin(ObjectName name) {
        names.put(name, new ByName(objects.asItIs(name)));
    }

    /** The watch of this name has read: what it did not report is not there. */
    Effect listed(ObjectName name) {
        var byName = names.get(name);
        if (byName == null) {
            return Effect.NOTHING;
        }
        byName.decides = true;
        return byName.present ? Effect.NOTHING : objects.remove(name);
    }

    /** The watch of this name ends: what the one that selects has reported holds again. */
    Effect end(ObjectName name) {
        var byName = names.remove(name);
        return byName == null ? Effect.NOTHING : byName.selected.get();
    }

    /** Takes an object that was added or changed. */
    Effect put(Reporter reporter, ObjectNode tree) {
        var name = ObjectDecoder.nameOf(tree, namespaced);
        return take(reporter, name, true, () -> objects.put(tree));
    }

    /** Takes the end of an object. */
    Effect remove(Reporter reporter, ObjectName name) {
        return take(reporter, name, false, () -> objects.remove(name));
    }

    private Effect take(Reporter reporter, ObjectName name, boolean present, Supplier<Effect> report) {
        var byName = names.get(name);
        return switch (reporter) {
            case BY_NAME -> {
                if (byName == null) {
                    yield Effect.NOTHING;
                }
                byName.decides = true;
                byName.present = present;
                yield report.get();
            }
            case SELECTING -> {
                if (byName != null) {
                    byName.selected = report;
                }
                yield byName == null || !byName.decides ? report.get() : Effect.NOTHING;
            }
        };
    }
}
