package dev.sluice.source.decode;

import static java.util.stream.Collectors.toUnmodifiableList;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.ClusterTrustBundle;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.GatewayParameters;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.Policy;
import dev.sluice.resource.ReferenceGrant;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.StreamRule;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TcpRoute;
import dev.sluice.resource.TlsRoute;
import dev.sluice.resource.UdpRoute;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.UnreadablePolicy;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.resource.WatchedObject;
import dev.sluice.resource.XBackend;
import dev.sluice.resource.XMesh;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes the record of an object. */
public final class ObjectDecoder {

    /** Where an object without a namespace lies. */
    public static final String DEFAULT_NAMESPACE = "default";

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private static final Map<Kind<?>, Decoder<?>> BY_KIND = Map.ofEntries(
            row(Kinds.GATEWAY_CLASS, ofSpec(ObjectDecoder::gatewayClass)),
            row(Kinds.GATEWAY, ofSpec(GatewayDecoder::decode)),
            row(Kinds.LISTENER_SET, ofSpec((meta, spec) -> listenerSet(meta, Kinds.LISTENER_SET, spec))),
            row(Kinds.X_LISTENER_SET, ofSpec((meta, spec) -> listenerSet(meta, Kinds.X_LISTENER_SET, spec))),
            row(Kinds.HTTP_ROUTE, ofSpec(HttpRouteDecoder::decode)),
            row(Kinds.GRPC_ROUTE, ofSpec(GrpcRouteDecoder::decode)),
            row(Kinds.TCP_ROUTE, ofSpec((meta, spec) -> new TcpRoute(meta, parentRefs(spec), streamRules(spec)))),
            row(
                    Kinds.TLS_ROUTE,
                    ofSpec((meta, spec) -> new TlsRoute(meta, parentRefs(spec), hostnames(spec), streamRules(spec)))),
            row(Kinds.UDP_ROUTE, ofSpec((meta, spec) -> new UdpRoute(meta, parentRefs(spec), streamRules(spec)))),
            row(Kinds.REFERENCE_GRANT, ofSpec(ObjectDecoder::referenceGrant)),
            row(Kinds.BACKEND_TLS_POLICY, BackendTlsPolicyDecoder::decode),
            row(Kinds.BACKEND_LB_POLICY, sessions(Kinds.BACKEND_LB_POLICY)),
            row(Kinds.X_BACKEND_TRAFFIC_POLICY, sessions(Kinds.X_BACKEND_TRAFFIC_POLICY)),
            row(Kinds.X_TELEMETRY_POLICY, ofSpec(TelemetryPolicyDecoder::decode)),
            row(Kinds.X_BACKEND, ofSpec(XBackendDecoder::decode)),
            row(
                    Kinds.X_MESH,
                    ofSpec((meta, spec) -> new XMesh(meta, spec.text("controllerName"), parametersRef(spec)))),
            row(
                    Kinds.SPRING_FILTER,
                    ofSpec((meta, spec) -> new SpringFilter(
                            meta,
                            spec.text("factory"),
                            NestedArguments.flatten(spec.at("args").node())))),
            row(Kinds.GATEWAY_PARAMETERS, ofSpec(GatewayParametersDecoder::decode)),
            row(Kinds.NAMESPACE, (meta, _) -> new Namespace(meta)),
            row(Kinds.SERVICE, CoreDecoder::service),
            row(Kinds.SERVICE_IMPORT, CoreDecoder::serviceImport),
            row(Kinds.ENDPOINT_SLICE, CoreDecoder::endpointSlice),
            row(Kinds.POD, CoreDecoder::pod),
            row(Kinds.SECRET, CoreDecoder::secret),
            row(Kinds.CONFIG_MAP, CoreDecoder::configMap),
            row(
                    Kinds.CLUSTER_TRUST_BUNDLE,
                    ofSpec((meta, spec) -> new ClusterTrustBundle(meta, spec.text("trustBundle")))));

    private ObjectDecoder() {}

    /** Makes the record of an object out of its metadata and its fields. */
    private interface Decoder<T extends WatchedObject> {

        T decode(ObjectMeta meta, Fields object);
    }

    private static <T extends WatchedObject> Map.Entry<Kind<?>, Decoder<?>> row(
            Kind<T> kind, Decoder<? extends T> decoder) {
        return Map.entry(kind, decoder);
    }

    private static <T extends WatchedObject> Decoder<T> ofSpec(Decoder<T> decoder) {
        return (meta, object) -> decoder.decode(meta, object.at("spec"));
    }

    private static Decoder<Policy> sessions(Kind<Policy> kind) {
        return ofSpec((meta, spec) -> BackendTrafficPolicyDecoder.decode(meta, kind, spec));
    }

    /**
     * Decodes one object.
     *
     * @param object was found good by {@code validation}, which has filled in its defaults
     */
    public static WatchedObject decode(Kind<?> kind, JsonNode object) {
        var fields = new Fields(object);
        return Objects.requireNonNull(BY_KIND.get(kind), kind.word())
                .decode(meta(fields.at("metadata"), kind.namespaced()), fields);
    }

    /**
     * What stands for an object that cannot be decoded: who it is and what it is for, as far as that can be read.
     *
     * @return empty for a kind that has no such form
     */
    public static Optional<WatchedObject> unreadable(Kind<?> kind, JsonNode object, Unreadable why) {
        var fields = new Fields(object);
        var meta = meta(fields.at("metadata"), kind.namespaced());
        var spec = fields.at("spec");
        Stream<WatchedObject> routes = Kinds.ROUTES.stream()
                .filter(kind::equals)
                .map(route -> new UnreadableRoute(meta, route, parentRefs(spec), hostnames(spec), why));
        Stream<WatchedObject> policies = Kinds.POLICIES.stream()
                .filter(kind::equals)
                .map(policy -> new UnreadablePolicy(meta, policy, targets(policy, spec), why));
        Stream<WatchedObject> backends = Stream.of(Kinds.X_BACKEND)
                .filter(kind::equals)
                .map(_ -> new XBackend(meta, new XBackend.Definition.Unread(why)));
        Stream<WatchedObject> parameters = Stream.of(Kinds.GATEWAY_PARAMETERS)
                .filter(kind::equals)
                .map(_ -> new GatewayParameters(meta, new GatewayParameters.Definition.Unread(why)));
        return Stream.of(routes, policies, backends, parameters)
                .flatMap(all -> all)
                .findFirst();
    }

    /** Namespace and name that the object has; both may be empty where it is not a good one. */
    public static ObjectName nameOf(JsonNode object, boolean namespaced) {
        Fields metadata = new Fields(object).at("metadata");
        return new ObjectName(namespaced ? metadata.text("namespace", DEFAULT_NAMESPACE) : "", metadata.text("name"));
    }

    static List<ParentRef> parentRefs(Fields spec) {
        return Fields.shared(spec.items("parentRefs").stream()
                .map(it -> new ParentRef(
                        it.text("group"),
                        it.text("kind"),
                        it.textOrNull("namespace"),
                        it.text("name"),
                        it.textOrNull("sectionName"),
                        it.numberOrNull("port")))
                .collect(toUnmodifiableList()));
    }

    static List<String> hostnames(Fields spec) {
        return spec.texts("hostnames");
    }

    private static List<StreamRule> streamRules(Fields spec) {
        return spec.items("rules").stream()
                .map(rule -> new StreamRule(
                        rule.textOrNull("name"),
                        rule.items("backendRefs").stream()
                                .map(ref -> new RouteBackendRef(backend(ref), ref.number("weight"), List.of()))
                                .toList()))
                .toList();
    }

    static BackendObjectReference backend(Fields ref) {
        return Fields.shared(new BackendObjectReference(
                ref.text("group"),
                ref.text("kind"),
                ref.textOrNull("namespace"),
                ref.text("name"),
                ref.numberOrNull("port")));
    }

    private static ObjectMeta meta(Fields metadata, boolean namespaced) {
        return new ObjectMeta(
                new ObjectName(namespaced ? metadata.text("namespace", DEFAULT_NAMESPACE) : "", metadata.text("name")),
                metadata.text("uid"),
                Math.max(1, metadata.node().path("generation").longValue(1)),
                metadata.has("creationTimestamp") ? Instant.parse(metadata.text("creationTimestamp")) : Instant.EPOCH,
                Fields.shared(Map.copyOf(metadata.map("labels"))),
                Fields.shared(annotations(metadata)));
    }

    /** Without the copy of the whole object that {@code kubectl apply} keeps for itself. */
    private static Map<String, String> annotations(Fields metadata) {
        var annotations = metadata.map("annotations");
        annotations.remove(LAST_APPLIED);
        return Map.copyOf(annotations);
    }

    private static GatewayClass gatewayClass(ObjectMeta meta, Fields spec) {
        return new GatewayClass(meta, spec.text("controllerName"), parametersRef(spec));
    }

    /** Of a class, or of the infrastructure of a Gateway. */
    static GatewayClass.@Nullable ParametersRef parametersRef(Fields parent) {
        Fields ref = parent.at("parametersRef");
        return parent.has("parametersRef")
                ? new GatewayClass.ParametersRef(
                        ref.text("group"), ref.text("kind"), ref.text("name"), ref.textOrNull("namespace"))
                : null;
    }

    private static ListenerSet listenerSet(ObjectMeta meta, Kind<ListenerSet> kind, Fields spec) {
        Fields ref = spec.at("parentRef");
        var parent = new ListenerSet.ParentGatewayReference(
                ref.text("group"), ref.text("kind"), ref.textOrNull("namespace"), ref.text("name"));
        return new ListenerSet(meta, kind, new ListenerSet.Spec(parent, ListenerDecoder.listeners(spec)));
    }

    private static ReferenceGrant referenceGrant(ObjectMeta meta, Fields spec) {
        return new ReferenceGrant(
                meta,
                spec.items("from").stream()
                        .map(it -> new ReferenceGrant.From(it.text("group"), it.text("kind"), it.text("namespace")))
                        .toList(),
                spec.items("to").stream()
                        .map(it -> new ReferenceGrant.To(it.text("group"), it.text("kind"), it.textOrNull("name")))
                        .toList());
    }

    private static List<TargetRef> targets(Kind<Policy> kind, Fields spec) {
        return Kinds.BACKEND_TRAFFIC_POLICIES.contains(kind)
                ? BackendTrafficPolicyDecoder.targets(spec)
                : targets(spec);
    }

    /** One target in v1alpha2, a list of them since. */
    static List<TargetRef> targets(Fields spec) {
        var refs = spec.has("targetRef") ? List.of(spec.at("targetRef")) : spec.items("targetRefs");
        return refs.stream()
                .map(it ->
                        new TargetRef(it.text("group"), it.text("kind"), it.text("name"), it.textOrNull("sectionName")))
                .toList();
    }
}
