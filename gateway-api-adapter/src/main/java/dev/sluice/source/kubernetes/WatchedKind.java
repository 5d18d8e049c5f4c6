package dev.sluice.source.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kind that is read.
 *
 * @param group empty for core
 * @param plural as in the API server's paths
 * @param versions those that we can read, the newest first
 * @param fields selects objects by fields; empty: all
 * @param label selects objects that have it; empty: all
 * @param read what its objects are read into; null: they are kept as trees only
 */
record WatchedKind(
        String group,
        String kind,
        String plural,
        boolean namespaced,
        List<String> versions,
        Map<String, String> fields,
        String label,
        @Nullable Kind<?> read) {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private static final String DATA_PLANE = "sluice.dev/data-plane";

    /** Every kind that is read. */
    static final List<WatchedKind> ALL = Kinds.ALL.stream().map(WatchedKind::of).toList();

    /** Kinds that only those who may make pods in a namespace should be able to read. */
    static final List<String> SECRET =
            ContentsInNeed.KINDS.stream().map(Kind::word).toList();

    /** Those without which nothing can be served. */
    static final List<String> NEEDED =
            List.of(Kinds.GATEWAY_CLASS.word(), Kinds.GATEWAY.word(), Kinds.HTTP_ROUTE.word());

    WatchedKind {
        versions = List.copyOf(versions);
        fields = Map.copyOf(fields);
    }

    /**
     * What is made for Gateways that have pods of their own.
     *
     * @param clusterRoleBinding the only one that is read
     */
    static List<WatchedKind> ofDedicated(String clusterRoleBinding) {
        return List.of(
                custom("apps", "Deployment", "deployments").withLabel(DATA_PLANE),
                core("ServiceAccount", "serviceaccounts").withLabel(DATA_PLANE),
                custom(RBAC, "RoleBinding", "rolebindings").withLabel(DATA_PLANE),
                custom(RBAC, "ClusterRoleBinding", "clusterrolebindings")
                        .clusterScoped()
                        .select("metadata.name", clusterRoleBinding));
    }

    /** Whether only some of its objects are ever read, and only when something refers to them. */
    boolean isOnDemand() {
        return Kinds.POD.equals(read);
    }

    /** Whether only the contents of those objects are read that something refers to. */
    boolean isNamed() {
        return read != null && ContentsInNeed.KINDS.contains(read);
    }

    /** Groups that are asked which kinds they have; core has its own place and always the same kinds. */
    static Stream<String> groups(List<WatchedKind> kinds) {
        return kinds.stream()
                .map(WatchedKind::group)
                .filter(group -> !group.isEmpty())
                .distinct();
    }

    /** {@code group/version}, or the version alone for core. */
    String apiVersion(String version) {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /**
     * The path, with its query, of a watch that ends after a second.
     *
     * @param namespace null: all
     * @param since the version from which on changes are wanted
     */
    String watchPath(String version, @Nullable String namespace, String since) {
        var path = new StringBuilder(group.isEmpty() ? "/api/" : "/apis/").append(apiVersion(version));
        var selected = new TreeMap<>(fields);
        if (namespace != null && namespaced) {
            path.append("/namespaces/").append(namespace);
        } else if (namespace != null) {
            selected.put("metadata.name", namespace);
        }
        path.append('/')
                .append(plural)
                .append("?watch=true&timeoutSeconds=1&resourceVersion=")
                .append(since);
        if (!selected.isEmpty()) {
            path.append("&fieldSelector=")
                    .append(encoded(selected.entrySet().stream()
                            .map(field -> field.getKey() + "=" + field.getValue())
                            .collect(joining(","))));
        }
        return label.isEmpty()
                ? path.toString()
                : path.append("&labelSelector=").append(encoded(label)).toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    /** What the client must know of it. */
    ResourceDefinitionContext context(String version) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }

    /** {@code httproutes.gateway.networking.k8s.io}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    private static WatchedKind of(Kind<?> kind) {
        return new WatchedKind(
                kind.group(), kind.word(), kind.plural(), kind.namespaced(), kind.versions(), Map.of(), "", kind);
    }

    private static WatchedKind core(String kind, String plural) {
        return custom("", kind, plural);
    }

    private static WatchedKind custom(String group, String kind, String plural) {
        return new WatchedKind(group, kind, plural, true, List.of("v1"), Map.of(), "", null);
    }

    private WatchedKind clusterScoped() {
        return new WatchedKind(group, kind, plural, false, versions, fields, label, read);
    }

    private WatchedKind select(String field, String value) {
        return new WatchedKind(group, kind, plural, namespaced, versions, Map.of(field, value), label, read);
    }

    private WatchedKind withLabel(String key) {
        return new WatchedKind(group, kind, plural, namespaced, versions, fields, key, read);
    }
}
