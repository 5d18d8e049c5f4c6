package dev.sluice.graph.gateway;

import dev.sluice.condition.Listed;
import dev.sluice.config.match.Hostname;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which of some Listeners serve hosts of each other. A Listener is known by its place in the list, from 0. Those with
 * equal hostnames or names are one group, and groups find each other by hostname: the cost follows the labels of
 * hostnames, not the square of the number of Listeners.
 */
final class Overlaps {

    private final List<Group> groups;

    private Overlaps(List<Group> groups) {
        this.groups = groups;
    }

    /**
     * Those that overlap with one Listener, without itself.
     *
     * @param first places of the first ones, in order; as many as a message names
     * @param count how many there are in all, from 0
     */
    record Found(List<Integer> first, int count) {}

    private static final class Group {
        private final List<Integer> members = new ArrayList<>();
        /** With itself, where its Listeners overlap with each other. */
        private final Set<Group> overlapping = new LinkedHashSet<>();

        private @Nullable Found found;

        void overlapsWith(Group other) {
            overlapping.add(other);
            other.overlapping.add(this);
        }

        /** For one Listener more than a message names, because that may be the reader. */
        Found found() {
            if (found == null) {
                int most = Listed.MOST + 1;
                var first = overlapping.stream()
                        .flatMap(group -> group.members.stream().limit(most))
                        .sorted()
                        .limit(most)
                        .toList();
                found = new Found(
                        first,
                        overlapping.stream()
                                .mapToInt(group -> group.members.size())
                                .sum());
            }
            return found;
        }
    }

    /** By the hostnames of Listeners: one host that both hostnames match. */
    static Overlaps ofHostnames(List<Hostname> hostnames) {
        var byValue = new HashMap<String, Group>();
        var groups = grouped(hostnames, Hostname::value, byValue);
        byValue.forEach((value, group) -> {
            group.overlapsWith(group);
            wider(value).stream().filter(byValue::containsKey).map(byValue::get).forEach(group::overlapsWith);
        });
        return new Overlaps(groups);
    }

    /** By the names of certificates: one host for which both are valid. */
    static Overlaps ofCertificates(List<CertificateHosts> certificates) {
        var byNames = new LinkedHashMap<Set<String>, Group>();
        var groups = grouped(certificates, CertificateHosts::names, byNames);
        var byName = new HashMap<String, List<Group>>();
        var byParent = new HashMap<String, List<Group>>();
        byNames.forEach((names, group) -> names.forEach(name -> {
            byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(group);
            byParent.computeIfAbsent(CertificateHosts.parent(name), _ -> new ArrayList<>())
                    .add(group);
        }));
        byNames.forEach((names, group) -> names.forEach(name -> {
            byName.getOrDefault(name, List.of()).forEach(group::overlapsWith);
            if (name.startsWith("*.")) {
                byParent.getOrDefault(name.substring(1), List.of()).forEach(group::overlapsWith);
            }
        }));
        return new Overlaps(groups);
    }

    private static <T, K> List<Group> grouped(List<T> listeners, Function<T, K> key, Map<K, Group> byKey) {
        var groups = new ArrayList<Group>();
        for (int place = 0; place < listeners.size(); place++) {
            var group = byKey.computeIfAbsent(key.apply(listeners.get(place)), _ -> new Group());
            group.members.add(place);
            groups.add(group);
        }
        return groups;
    }

    /** Values of the hostnames that match every host of this one: any host, and wildcards of its suffixes. */
    private static List<String> wider(String value) {
        var wider = new ArrayList<String>();
        if (!value.isEmpty()) {
            wider.add(Hostname.ANY.value());
        }
        for (int dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
            var wildcard = "*" + value.substring(dot);
            if (dot > 0 && !wildcard.equals(value)) {
                wider.add(wildcard);
            }
        }
        return wider;
    }

    /** Those that overlap with the Listener at a place. */
    Found of(int place) {
        var found = groups.get(place).found();
        var first = found.first().stream()
                .filter(other -> other != place)
                .limit(Listed.MOST)
                .toList();
        return new Found(first, Math.max(0, found.count() - 1));
    }
}
