package dev.sluice.app.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routes of one group of predicate Weight: one HTTPRoute whose backends share the requests. Not thread-safe. */
final class ScgWeights {

    private static final String BACKENDS = "backendRefs";

    private final ScgRoute first;
    private final List<String> hostnames;
    private final Map<String, Object> rule;
    private final List<Map<String, Object>> backends = new ArrayList<>();

    /** @param rules of the first route of the group; at least one */
    ScgWeights(ScgRoute first, List<String> hostnames, List<Map<String, Object>> rules) {
        this.first = first;
        this.hostnames = hostnames;
        this.rule = withoutBackends(rules.getFirst());
    }

    ScgRoute first() {
        return first;
    }

    List<String> hostnames() {
        return hostnames;
    }

    /** Adds a route of the group, also the first. */
    void add(
            ScgRoute route,
            ScgPredicates.Weight weight,
            List<String> hosts,
            List<Map<String, Object>> rules,
            ScgTarget target) {
        boolean isAlike =
                rules.size() == 1 && withoutBackends(rules.getFirst()).equals(rule) && hosts.equals(hostnames);
        if (!isAlike) {
            route.lost(
                    ".predicates",
                    "Weight of group %s: the routes of the group differ in more than their backends"
                            .formatted(weight.group()),
                    "write one rule whose backendRefs have weights");
            return;
        }
        for (Map<String, Object> backend : target.backends()) {
            Map<String, Object> weighted = new LinkedHashMap<>(backend);
            weighted.put("weight", weight.share());
            backends.add(weighted);
        }
    }

    /** The rule of all. */
    List<Map<String, Object>> rules() {
        Map<String, Object> shared = new LinkedHashMap<>(rule);
        shared.put(BACKENDS, backends);
        return List.of(shared);
    }

    private static Map<String, Object> withoutBackends(Map<String, Object> rule) {
        Map<String, Object> rest = new LinkedHashMap<>(rule);
        rest.remove(BACKENDS);
        return rest;
    }
}
