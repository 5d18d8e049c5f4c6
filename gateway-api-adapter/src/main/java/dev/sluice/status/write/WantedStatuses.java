package dev.sluice.status.write;

import dev.sluice.cluster.ContentHash;
import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.Refusals;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents that were handed over last, and by what they are recognized: trees are large, and are made only of what
 * is to be written. A document that stays equal keeps its hash, so that it is compared at no cost with what was done
 * about it. Immutable.
 */
final class WantedStatuses {

    /** Before any was handed over. */
    static final WantedStatuses NONE = new WantedStatuses(List.of(), InstalledApi.UNKNOWN, Refusals.NONE, Map.of());

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final List<StatusDocument> documents;
    private final InstalledApi api;
    private final Refusals refusals;
    private final Map<ObjectKey, Known> byKey;

    /**
     * A status that an object must have.
     *
     * @param content hash of it
     * @param tree makes it
     */
    record Wanted(long content, Supplier<ObjectNode> tree) {

        /** One that is kept as a tree. */
        static Wanted of(ObjectNode status) {
            return new Wanted(ContentHash.of(status), () -> status);
        }
    }

    private record Known(StatusDocument document, Wanted status) {

        static Known of(StatusDocument document) {
            return new Known(document, new Wanted(ContentHash.of(tree(document)), () -> tree(document)));
        }

        private static ObjectNode tree(StatusDocument document) {
            return MAPPER.valueToTree(document.status());
        }
    }

    private WantedStatuses(
            List<StatusDocument> documents, InstalledApi api, Refusals refusals, Map<ObjectKey, Known> byKey) {
        this.documents = documents;
        this.api = api;
        this.refusals = refusals;
        this.byKey = byKey;
    }

    /** Those that are wanted now. */
    WantedStatuses next(List<StatusDocument> newDocuments, InstalledApi newApi, Refusals newRefusals) {
        if (newDocuments.equals(documents) && newApi.equals(api) && newRefusals.equals(refusals)) {
            return this;
        }
        var next = new LinkedHashMap<ObjectKey, Known>();
        for (StatusDocument document : newDocuments) {
            var fitting = newRefusals.explain(newApi.fit(document));
            var key = new ObjectKey(document.kind(), document.name());
            var last = byKey.get(key);
            next.put(key, last != null && last.document().equals(fitting) ? last : Known.of(fitting));
        }
        return new WantedStatuses(newDocuments, newApi, newRefusals, Collections.unmodifiableMap(next));
    }

    /** The status of each object; a new map. */
    Map<ObjectKey, Wanted> statuses() {
        var statuses = new HashMap<ObjectKey, Wanted>();
        byKey.forEach((key, known) -> statuses.put(key, known.status()));
        return statuses;
    }
}
