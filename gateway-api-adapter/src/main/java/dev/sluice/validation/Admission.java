package dev.sluice.validation;

import static java.util.function.UnaryOperator.identity;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.validation.schema.Check;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.UnknownFields;
import dev.sluice.validation.schema.Violation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Says of one object what the API server would say. */
public final class Admission {

    private static final Set<String> KUBERNETES_GROUPS = Set.of("", "discovery.k8s.io");

    private static final Map<GroupKind, ServedKind> KINDS = Stream.of(
                    ServedKind.withSpec(Kinds.GATEWAY_CLASS, () -> GatewayClassSchema.SPEC),
                    ServedKind.withSpec(Kinds.GATEWAY, () -> GatewaySchema.SPEC),
                    ServedKind.withSpec(Kinds.HTTP_ROUTE, () -> HttpRouteSchema.SPEC),
                    ServedKind.withSpec(Kinds.GRPC_ROUTE, () -> GrpcRouteSchema.SPEC),
                    ServedKind.withSpec(Kinds.REFERENCE_GRANT, () -> ReferenceGrantSchema.SPEC),
                    ServedKind.withSpec(Kinds.TLS_ROUTE, () -> StreamRouteSchema.TLS_SPEC)
                            .butFor("v1alpha2", () -> StreamRouteSchema.TLS_ALPHA_SPEC),
                    ServedKind.withSpec(Kinds.TCP_ROUTE, () -> StreamRouteSchema.SPEC)
                            .butFor("v1alpha2", () -> StreamRouteSchema.ALPHA_SPEC),
                    ServedKind.withSpec(Kinds.UDP_ROUTE, () -> StreamRouteSchema.SPEC)
                            .butFor("v1alpha2", () -> StreamRouteSchema.ALPHA_SPEC),
                    ServedKind.withSpec(Kinds.BACKEND_TLS_POLICY, () -> PolicySchema.TLS_SPEC)
                            .butFor("v1alpha2", () -> PolicySchema.TLS_ALPHA2_SPEC),
                    ServedKind.withSpec(Kinds.BACKEND_LB_POLICY, () -> PolicySchema.LB_SPEC),
                    ServedKind.withSpec(Kinds.X_BACKEND_TRAFFIC_POLICY, () -> PolicySchema.TRAFFIC_SPEC),
                    ServedKind.withSpec(Kinds.X_TELEMETRY_POLICY, () -> TelemetryPolicySchema.SPEC),
                    ServedKind.withSpec(Kinds.X_BACKEND, () -> XBackendSchema.SPEC),
                    ServedKind.withSpec(Kinds.X_MESH, () -> XMeshSchema.SPEC),
                    ServedKind.withSpec(Kinds.LISTENER_SET, () -> ListenerSetSchema.SPEC),
                    ServedKind.withSpec(Kinds.X_LISTENER_SET, () -> ListenerSetSchema.ALPHA_SPEC),
                    ServedKind.of(
                            Kinds.NAMESPACE,
                            SharedTypes.DNS_LABEL,
                            () -> Schema.object().optional("spec", Schema.any())),
                    ServedKind.of(
                            Kinds.SERVICE,
                            SharedTypes.DNS_1035_LABEL,
                            () -> Schema.object().required("spec", ServiceSchema.SPEC)),
                    ServedKind.of(
                            Kinds.SERVICE_IMPORT,
                            SharedTypes.SUBDOMAIN,
                            () -> Schema.object().required("spec", ServiceSchema.IMPORT_SPEC)),
                    ServedKind.of(Kinds.SECRET, SharedTypes.SUBDOMAIN, () -> CoreSchema.SECRET),
                    ServedKind.of(Kinds.CONFIG_MAP, SharedTypes.SUBDOMAIN, () -> CoreSchema.CONFIG_MAP),
                    ServedKind.of(
                            Kinds.CLUSTER_TRUST_BUNDLE,
                            CoreSchema.TRUST_BUNDLE_NAME,
                            () -> CoreSchema.CLUSTER_TRUST_BUNDLE),
                    ServedKind.of(Kinds.ENDPOINT_SLICE, SharedTypes.SUBDOMAIN, () -> CoreSchema.ENDPOINT_SLICE),
                    ServedKind.of(
                            Kinds.POD,
                            SharedTypes.SUBDOMAIN,
                            () -> Schema.object().optional("spec", Schema.any())),
                    ServedKind.of(Kinds.SPRING_FILTER, SharedTypes.SUBDOMAIN, () -> CoreSchema.SPRING_FILTER),
                    ServedKind.withSpec(Kinds.GATEWAY_PARAMETERS, () -> GatewayParametersSchema.SPEC))
            .collect(toUnmodifiableMap(it -> GroupKind.of(it.kind()), identity()));

    private Admission() {}

    /** Group, empty for core, and kind. */
    public record GroupKind(String group, String kind) {

        /** Of an object that says both. */
        public static GroupKind of(JsonNode object) {
            String apiVersion = object.path("apiVersion").asString("");
            int slash = apiVersion.indexOf('/');
            return new GroupKind(
                    slash < 0 ? "" : apiVersion.substring(0, slash),
                    object.path("kind").asString(""));
        }

        private static GroupKind of(Kind<?> kind) {
            return new GroupKind(kind.group(), kind.word());
        }

        /** {@code apps/Deployment}, or the kind alone for core. */
        @Override
        public String toString() {
            return group.isEmpty() ? kind : group + "/" + kind;
        }
    }

    /** What is said. */
    public sealed interface Verdict {

        /**
         * A kind that is read.
         *
         * @param violations empty: the object is good
         */
        record Reviewed(boolean namespaced, List<Violation> violations) implements Verdict {}

        /** A kind that is not read. */
        record NotRead(GroupKind kind) implements Verdict {}

        /** No object at all: apiVersion or kind is missing or wrong. */
        record NoObject(Violation violation) implements Verdict {}
    }

    /**
     * Reviews one object.
     *
     * @param object is changed: nulls go, and the API server's defaults come
     */
    public static Verdict review(ObjectNode object) {
        for (String field : List.of("apiVersion", "kind")) {
            if (!object.path(field).isString()
                    || object.path(field).stringValue().isEmpty()) {
                return new Verdict.NoObject(new Violation(
                        field,
                        (object.has(field) ? "not a text" : "missing") + " (expected: string)",
                        "write \"" + field + "\" as text: every object must say what it is"));
            }
        }
        GroupKind groupKind = GroupKind.of(object);
        ServedKind served = KINDS.get(groupKind);
        return served == null ? new Verdict.NotRead(groupKind) : review(served, object);
    }

    /**
     * What we can make of an object that an API server has stored.
     *
     * @param unknown paths of fields that are not known here: an API server may have newer CRDs, or be newer itself; of
     *     Kubernetes' own kinds none, for of those not every field is listed here
     * @param misfit the first value of another type than is known here, or that is missing; null: there is none, so the
     *     object can be decoded
     */
    public record Stored(List<String> unknown, @Nullable Violation misfit) {

        public Stored {
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * Prepares an object that an API server has stored. That is the judge of what may be stored: its CRDs may be of
     * another channel or version than those that the limits and rules here are from. So only the types are looked at.
     *
     * @param kind of the object
     * @param object in one of the versions of the kind; is changed: nulls go, and the API server's defaults come
     */
    public static Stored stored(Kind<?> kind, ObjectNode object) {
        var served = Objects.requireNonNull(KINDS.get(GroupKind.of(kind)), kind.word());
        var schema = Objects.requireNonNull(schema(served, object), kind.word());
        var unknown = KUBERNETES_GROUPS.contains(kind.group()) ? List.<String>of() : UnknownFields.of(schema, object);
        return new Stored(unknown, Check.shape(schema, object).orElse(null));
    }

    private static @Nullable ObjectSchema schema(ServedKind served, ObjectNode object) {
        String apiVersion = object.path("apiVersion").asString("");
        return served.schema(apiVersion.substring(apiVersion.lastIndexOf('/') + 1));
    }

    private static Verdict review(ServedKind served, ObjectNode object) {
        ObjectSchema schema = schema(served, object);
        return schema == null
                ? new Verdict.NoObject(noSuchVersion(served, object))
                : new Verdict.Reviewed(served.kind().namespaced(), Check.run(schema, object));
    }

    private static Violation noSuchVersion(ServedKind served, ObjectNode object) {
        Kind<?> kind = served.kind();
        String group = kind.group().isEmpty() ? "" : kind.group() + "/";
        return new Violation(
                "apiVersion",
                "no kind " + kind.word() + " in \"" + object.path("apiVersion").stringValue() + "\"",
                "use one of "
                        + served.versions().stream()
                                .map(version -> group + version)
                                .sorted()
                                .toList());
    }
}
