package dev.sluice.source.decode;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.Namespace;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ParentRef;
import dev.sluice.resource.ReferenceGrant;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.UnsupportedRoute;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Makes the record of an object. */
public final class ObjectDecoder {

    /** Where an object without a namespace lies. */
    public static final String DEFAULT_NAMESPACE = "default";

    private ObjectDecoder() {}

    /**
     * Decodes one object.
     *
     * @param object was found good by {@code validation}, which has filled in its defaults
     * @param namespaced whether the kind lies in a namespace; {@value #DEFAULT_NAMESPACE} where the object names none
     * @return empty for a kind that has no record
     */
    public static Optional<WatchedObject> decode(JsonNode object, boolean namespaced) {
        var it = new Fields(object);
        ObjectMeta meta = meta(it.at("metadata"), namespaced);
        Fields spec = it.at("spec");
        return Optional.ofNullable(
                switch (it.text("kind")) {
                    case "GatewayClass" -> gatewayClass(meta, spec);
                    case "Gateway" -> GatewayDecoder.decode(meta, spec);
                    case "ListenerSet" -> listenerSet(meta, ListenerSet.Version.V1, spec);
                    case "XListenerSet" -> listenerSet(meta, ListenerSet.Version.V1ALPHA1, spec);
                    case "HTTPRoute" -> HttpRouteDecoder.decode(meta, spec);
                    case "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute" ->
                        new UnsupportedRoute(meta, it.text("kind"), parentRefs(spec));
                    case "ReferenceGrant" -> referenceGrant(meta, spec);
                    case "BackendTLSPolicy" -> backendTlsPolicy(meta, spec);
                    case "Service" -> CoreDecoder.service(meta, it);
                    case "EndpointSlice" -> CoreDecoder.endpointSlice(meta, it);
                    case "Secret" -> CoreDecoder.secret(meta, it);
                    case "ConfigMap" -> CoreDecoder.configMap(meta, it);
                    case "Namespace" -> new Namespace(meta);
                    case "SpringFilter" -> new SpringFilter(meta, spec.text("factory"), spec.map("args"));
                    default -> null;
                });
    }

    /** Namespace and name that the object has; both may be empty where it is not a good one. */
    public static ObjectName nameOf(JsonNode object, boolean namespaced) {
        Fields metadata = new Fields(object).at("metadata");
        return new ObjectName(namespaced ? metadata.text("namespace", DEFAULT_NAMESPACE) : "", metadata.text("name"));
    }

    static List<ParentRef> parentRefs(Fields spec) {
        return spec.items("parentRefs").stream()
                .map(it -> new ParentRef(
                        it.text("group"),
                        it.text("kind"),
                        it.textOrNull("namespace"),
                        it.text("name"),
                        it.textOrNull("sectionName"),
                        it.numberOrNull("port")))
                .toList();
    }

    static BackendObjectReference backend(Fields ref) {
        return new BackendObjectReference(
                ref.text("group"),
                ref.text("kind"),
                ref.textOrNull("namespace"),
                ref.text("name"),
                ref.numberOrNull("port"));
    }

    private static ObjectMeta meta(Fields metadata, boolean namespaced) {
        return new ObjectMeta(
                new ObjectName(namespaced ? metadata.text("namespace", DEFAULT_NAMESPACE) : "", metadata.text("name")),
                metadata.text("uid"),
                Math.max(1, metadata.node().path("generation").longValue(1)),
                metadata.has("creationTimestamp") ? Instant.parse(metadata.text("creationTimestamp")) : Instant.EPOCH,
                metadata.map("labels"),
                metadata.map("annotations"));
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

    private static ListenerSet listenerSet(ObjectMeta meta, ListenerSet.Version version, Fields spec) {
        Fields ref = spec.at("parentRef");
        var parent = new ListenerSet.ParentGatewayReference(
                ref.text("group"), ref.text("kind"), ref.textOrNull("namespace"), ref.text("name"));
        return new ListenerSet(meta, version, new ListenerSet.Spec(parent, ListenerDecoder.listeners(spec)));
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

    private static BackendTlsPolicy backendTlsPolicy(ObjectMeta meta, Fields spec) {
        return new BackendTlsPolicy(
                meta,
                spec.items("targetRefs").stream()
                        .map(it -> new BackendTlsPolicy.TargetRef(
                                it.text("group"), it.text("kind"), it.text("name"), it.textOrNull("sectionName")))
                        .toList());
    }
}
