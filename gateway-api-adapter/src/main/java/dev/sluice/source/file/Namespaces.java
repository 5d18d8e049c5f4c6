package dev.sluice.source.file;

import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Declares the namespaces that a folder uses and does not declare, and gives each the label that the API server gives
 * it.
 */
final class Namespaces {

    private static final String NAME_LABEL = "kubernetes.io/metadata.name";

    private Namespaces() {}

    static List<WatchedObject> complete(List<WatchedObject> objects) {
        var all = new ArrayList<WatchedObject>();
        var missing = new TreeSet<String>();
        objects.forEach(it -> missing.add(it.name().namespace()));
        missing.remove("");
        for (WatchedObject object : objects) {
            if (object instanceof Namespace namespace) {
                missing.remove(namespace.name().name());
                all.add(labelled(namespace.metadata()));
            } else {
                all.add(object);
            }
        }
        missing.forEach(name ->
                all.add(labelled(new ObjectMeta(new ObjectName("", name), "", 1, Instant.EPOCH, Map.of(), Map.of()))));
        return all;
    }

    private static Namespace labelled(ObjectMeta meta) {
        var labels = new HashMap<>(meta.labels());
        labels.put(NAME_LABEL, meta.name().name());
        return new Namespace(
                new ObjectMeta(meta.name(), meta.uid(), meta.generation(), meta.created(), labels, meta.annotations()));
    }
}
