package dev.sluice.status.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.resource.StatusDocument;
import dev.sluice.status.InstalledApi;
import dev.sluice.status.Refusals;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The documents that were handed over last, as trees. A document that stays equal keeps its tree, so that it is
 * compared at no cost with what was done about it. Immutable.
 */
final class WantedStatuses {

    /** Before any was handed over. */
    static final WantedStatuses NONE = new WantedStatuses(List.of(), InstalledApi.UNKNOWN, Refusals.NONE, Map.of());

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final List<StatusDocument> documents;
    private final InstalledApi api;
    private final Refusals refusals;
    private final Map<ObjectKey, Wanted> byKey;

    private record Wanted(StatusDocument document, ObjectNode status) {}

    private WantedStatuses(
            List<StatusDocument> documents, InstalledApi api, Refusals refusals, Map<ObjectKey, Wanted> byKey) {
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
        var next = new LinkedHashMap<ObjectKey, Wanted>();
        for (StatusDocument document : newDocuments) {
            var fitting = newRefusals.explain(newApi.fit(document));
            var key = new ObjectKey(document.kind(), document.name());
            var last = byKey.get(key);
            next.put(key, last != null && last.document().equals(fitting) ? last : new Wanted(fitting, tree(fitting)));
        }
        return new WantedStatuses(newDocuments, newApi, newRefusals, Collections.unmodifiableMap(next));
    }

    /** The status of each object; a new map. */
    Map<ObjectKey, ObjectNode> statuses() {
        var statuses = new HashMap<ObjectKey, ObjectNode>();
        byKey.forEach((key, wanted) -> statuses.put(key, wanted.status()));
        return statuses;
    }

    private static ObjectNode tree(StatusDocument document) {
        return MAPPER.valueToTree(document.status());
    }
}
