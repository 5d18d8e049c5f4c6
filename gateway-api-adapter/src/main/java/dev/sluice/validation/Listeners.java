package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.GROUP;
import static dev.sluice.validation.SharedTypes.HOSTNAME;
import static dev.sluice.validation.SharedTypes.KIND;
import static dev.sluice.validation.SharedTypes.LABEL_SELECTOR;
import static dev.sluice.validation.SharedTypes.PORT;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** The listeners of Gateway and ListenerSet. Source: Listener, ListenerEntry. */
final class Listeners {

    private static final Set<String> WITHOUT_TLS = Set.of("HTTP", "TCP", "UDP");
    private static final Set<String> WITHOUT_HOSTNAME = Set.of("TCP", "UDP");
    private static final String SAME_NAMESPACE = "{\"namespaces\":{\"from\":\"Same\"}}";

    /** FrontendTLSValidation, which v1.1 has in a listener. */
    static final ObjectSchema FRONTEND_VALIDATION = Schema.object()
            .required(
                    "caCertificateRefs",
                    Schema.list(References.OBJECT)
                            .size(1, 16)
                            .rule(new Rule(
                                    "ClusterTrustBundle references must not specify namespace",
                                    "remove the namespace",
                                    list -> list.values().stream()
                                            .noneMatch(it -> Values.is(it, "group", "certificates.k8s.io")
                                                    && Values.is(it, "kind", "ClusterTrustBundle")
                                                    && it.has("namespace")))))
            .preset("mode", Schema.oneOf("AllowValidOnly", "AllowInsecureFallback"), "\"AllowValidOnly\"");

    private static final ObjectSchema TLS = Schema.object()
            .preset("mode", Schema.oneOf("Terminate", "Passthrough"), "\"Terminate\"")
            .optional("certificateRefs", Schema.list(References.SECRET).size(0, 64))
            .optional("options", SharedTypes.OPTIONS)
            .optional("frontendValidation", FRONTEND_VALIDATION)
            .rule(new Rule(
                    "certificateRefs or options must be specified when mode is Terminate",
                    "add certificateRefs with the name of a Secret of type kubernetes.io/tls",
                    it -> !Values.is(it, "mode", "Terminate")
                            || !it.path("certificateRefs").isEmpty()
                            || !it.path("options").isEmpty()));

    private static final ObjectSchema ALLOWED_ROUTES = Schema.object()
            .preset(
                    "namespaces",
                    Schema.object()
                            .preset("from", Schema.oneOf("All", "Selector", "Same"), "\"Same\"")
                            .optional("selector", LABEL_SELECTOR),
                    "{\"from\":\"Same\"}")
            .optional(
                    "kinds",
                    Schema.list(Schema.object()
                                    .preset("group", GROUP, "\"gateway.networking.k8s.io\"")
                                    .required("kind", KIND))
                            .size(0, 8));

    private static final ObjectSchema FILTER = Schema.object()
            .required("type", Schema.oneOf("ExternalAuth", "ExtensionRef"))
            .optional("externalAuth", RouteFilters.EXTERNAL_AUTH)
            .optional("extensionRef", References.LOCAL_OBJECT)
            .rules(RouteFilters.member("ExternalAuth", "externalAuth"))
            .rules(RouteFilters.member("ExtensionRef", "extensionRef"));

    private static final ObjectSchema ALPHA_ENTRY = Schema.object()
            .required("name", SECTION_NAME)
            .optional("hostname", HOSTNAME)
            .preset("port", Schema.integer(0, 65535), "0")
            .required(
                    "protocol",
                    Schema.string()
                            .length(1, 255)
                            .matching(
                                    "^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$|[a-z0-9]([-a-z0-9]*[a-z0-9])?"
                                            + "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\\/[A-Za-z0-9]+$",
                                    "a protocol such as HTTP or example.com/MYPROTOCOL"))
            .optional("tls", TLS)
            .preset("allowedRoutes", ALLOWED_ROUTES, SAME_NAMESPACE);

    private static final ObjectSchema ENTRY = ALPHA_ENTRY
            .required("port", PORT)
            .optional(
                    "filters",
                    Schema.object().optional("requests", Schema.list(FILTER).size(0, 16)));

    private static final ObjectSchema LISTENER = ENTRY.rule(new Rule(
            "filters may only be set when protocol is HTTP or HTTPS",
            "remove filters",
            it -> !it.has("filters") || List.of("HTTP", "HTTPS").contains(Values.text(it, "protocol"))));

    /** ListenerEntry of XListenerSet, v1alpha1: a port of 0 asks for any. */
    static final ArraySchema ALPHA_ENTRIES = list(ALPHA_ENTRY);

    /** ListenerEntry of ListenerSet, v1: the API server does not ask whether filters fit the protocol. */
    static final ArraySchema ENTRIES = withTlsMode(list(ENTRY));

    /** Listener of Gateway. */
    static final ArraySchema LIST = withTlsMode(list(LISTENER));

    private Listeners() {}

    private static ArraySchema withTlsMode(ArraySchema list) {
        return list.rule(every(
                "tls mode must be set for protocol TLS",
                "add tls with a mode",
                it -> !Values.is(it, "protocol", "TLS") || it.has("tls")));
    }

    private static ArraySchema list(ObjectSchema listener) {
        return Schema.list(listener)
                .size(1, 64)
                .rule(every(
                        "tls must not be specified for protocols ['HTTP', 'TCP', 'UDP']",
                        "remove tls or choose HTTPS or TLS",
                        it -> !it.has("tls") || !WITHOUT_TLS.contains(Values.text(it, "protocol"))))
                .rule(every(
                        "tls mode must be Terminate for protocol HTTPS",
                        "set mode: Terminate, or protocol: TLS to pass through",
                        it -> !Values.is(it, "protocol", "HTTPS")
                                || !it.has("tls")
                                || Values.is(it.path("tls"), "mode", "Terminate")))
                .rule(every(
                        "hostname must not be specified for protocols ['TCP', 'UDP']",
                        "remove hostname",
                        it -> !it.has("hostname") || !WITHOUT_HOSTNAME.contains(Values.text(it, "protocol"))))
                .rule(new Rule(
                        "Listener name must be unique within the Gateway",
                        "rename one of the two",
                        items -> Values.noTwo(items, (one, other) -> Values.same(one, other, "name"))))
                .rule(new Rule(
                        "Combination of port, protocol and hostname must be unique for each listener",
                        "give one of the two another port or hostname",
                        items -> Values.noTwo(items, Listeners::indistinct)));
    }

    private static boolean indistinct(JsonNode one, JsonNode other) {
        return Values.same(one, other, "port")
                && Values.same(one, other, "protocol")
                && Values.same(one, other, "hostname");
    }

    private static Rule every(String sentence, String remedy, Predicate<JsonNode> holds) {
        return new Rule(sentence, remedy, list -> list.values().stream().allMatch(holds));
    }
}
