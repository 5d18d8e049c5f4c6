package dev.sluice.source.kubernetes;

import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.GroupVersionForDiscovery;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the API server which kinds it serves, and in which versions. Used by one thread, which blocks. */
final class Discovery {

    private final KubernetesClient client;
    private final Scope scope;
    private Map<WatchedKind, String> last = Map.of();

    private record Served(String apiVersion, String kind) {}

    /** Has asked nothing yet. */
    Discovery(KubernetesClient client, Scope scope) {
        this.client = client;
        this.scope = scope;
    }

    /** Where the API server is looked for. */
    String server() {
        return String.valueOf(client.getMasterUrl());
    }

    /**
     * The newest version of each kind that is served and that we can read; without those that are not served.
     *
     * @throws KubernetesClientException if the API server does not answer
     */
    Map<WatchedKind, String> newest() {
        Set<Served> served = served();
        var newest = new HashMap<WatchedKind, String>();
        for (WatchedKind kind : scope.kinds()) {
            newest(kind, served).ifPresent(version -> newest.put(kind, version));
        }
        last = Map.copyOf(newest);
        return last;
    }

    /**
     * An API server that has just started may not have found all of its custom kinds yet. So one that we have seen is
     * gone when its own path says so.
     */
    private Optional<String> newest(WatchedKind kind, Set<Served> served) {
        if (kind.group().isEmpty()) {
            return Optional.of(kind.versions().getFirst());
        }
        String before = last.get(kind);
        if (before != null
                && !served.contains(new Served(kind.apiVersion(before), kind.kind()))
                && !isGone(kind, before)) {
            return Optional.of(before);
        }
        return kind.versions().stream()
                .filter(version -> served.contains(new Served(kind.apiVersion(version), kind.kind())))
                .findFirst();
    }

    /**
     * Whether its own path says so. What may not be asked says nothing: one namespace may have been deleted, and a
     * server that has just started may not have read yet who may do what.
     */
    private boolean isGone(WatchedKind kind, String version) {
        List<String> namespaces = kind.namespaced() ? scope.namespaces(kind) : List.of();
        List<String> parts = namespaces.isEmpty()
                ? List.of("")
                : namespaces.stream().map("/namespaces/"::concat).toList();
        for (String part : parts) {
            try {
                return client.raw("/apis/" + kind.apiVersion(version) + part + "/" + kind.plural() + "?limit=1")
                        == null;
            } catch (KubernetesClientException refused) {
                if (refused.getCode() != KindWatch.FORBIDDEN) {
                    throw refused;
                }
            }
        }
        return false;
    }

    private Set<Served> served() {
        List<String> groups = WatchedKind.groups(scope.kinds()).toList();
        var served = new HashSet<Served>();
        client.getApiGroups().getGroups().stream()
                .filter(group -> groups.contains(group.getName()))
                .flatMap(group -> group.getVersions().stream())
                .map(GroupVersionForDiscovery::getGroupVersion)
                .map(this::kinds)
                .forEach(served::addAll);
        return served;
    }

    private Collection<Served> kinds(String apiVersion) {
        APIResourceList resources = client.getApiResources(apiVersion);
        // A version that has gone since the groups were listed.
        return resources == null
                ? List.of()
                : resources.getResources().stream()
                        .map(resource -> new Served(apiVersion, resource.getKind()))
                        .toList();
    }
}
