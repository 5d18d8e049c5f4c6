package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.LABEL_SELECTOR;
import static dev.sluice.validation.SharedTypes.OBJECT_NAME;
import static dev.sluice.validation.SharedTypes.PORT;

import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import tools.jackson.databind.JsonNode;

/** Gateway. Source: gateway_types.go. */
final class GatewaySchema {

    private static final ObjectSchema ADDRESS = Schema.object()
            .preset(
                    "type",
                    Schema.string()
                            .length(1, 253)
                            .matching(
                                    "^Hostname|IPAddress|NamedAddress|" + SharedTypes.SUBDOMAIN_REGEX
                                            + "\\/[A-Za-z0-9\\/\\-._~%!$&'()*+,;=:]+$",
                                    "IPAddress, Hostname, NamedAddress or a type such as example.com/Name"),
                    "\"IPAddress\"")
            .optional("value", Schema.string().length(0, 253))
            .optional("routability", Schema.string().length(0, 253).rule(routability()))
            .rule(new Rule(
                    "value must be a valid IPv4 or IPv6 address for type IPAddress",
                    "write the address in digits, or set type: Hostname",
                    it -> !Values.is(it, "type", "IPAddress")
                            || !it.has("value")
                            || Values.isLegacyIpAddress(Values.text(it, "value"))))
            .rule(new Rule(
                    "Hostname value must be empty or contain only valid characters",
                    "write a lower-case host name",
                    it -> !Values.is(it, "type", "Hostname")
                            || !it.has("value")
                            || SharedTypes.HOSTNAME.fits(Values.text(it, "value"))));

    private static final MapSchema LABELS = Schema.map(SharedTypes.LABEL_VALUE)
            .keys(SharedTypes.QUALIFIED_NAME)
            .atMost(8)
            .rule(SharedTypes.prefixAtMost(252));

    private static final MapSchema ANNOTATIONS =
            SharedTypes.OPTIONS.keys(SharedTypes.QUALIFIED_NAME).rule(SharedTypes.prefixAtMost(252));

    private static final ObjectSchema INFRASTRUCTURE = Schema.object()
            .optional("labels", LABELS)
            .optional("annotations", ANNOTATIONS)
            .optional("parametersRef", References.LOCAL_OBJECT);

    private static final ObjectSchema ALLOWED_LISTENERS = Schema.object()
            .preset(
                    "namespaces",
                    Schema.object()
                            .preset("from", Schema.oneOf("All", "Selector", "Same", "None"), "\"None\"")
                            .optional("selector", LABEL_SELECTOR),
                    "{\"from\":\"None\"}");

    private static final ObjectSchema VALIDATION =
            Schema.object().optional("validation", Listeners.FRONTEND_VALIDATION);

    private static final ObjectSchema TLS = Schema.object()
            .optional("backend", Schema.object().optional("clientCertificateRef", References.SECRET))
            .optional(
                    "frontend",
                    Schema.object()
                            .required("default", VALIDATION)
                            .optional(
                                    "perPort",
                                    Schema.list(Schema.object()
                                                    .required("port", PORT)
                                                    .required("tls", VALIDATION))
                                            .asMap("port")
                                            .size(0, 64)));

    /** GatewaySpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("gatewayClassName", OBJECT_NAME)
            .required("listeners", Listeners.LIST)
            .optional(
                    "addresses",
                    Schema.list(ADDRESS)
                            .size(0, 16)
                            .rule(uniqueValues("IPAddress"))
                            .rule(uniqueValues("Hostname")))
            .optional("infrastructure", INFRASTRUCTURE)
            .optional("allowedListeners", ALLOWED_LISTENERS)
            .optional("tls", TLS)
            .optional("defaultScope", Schema.oneOf("All", "None"));

    private GatewaySchema() {}

    private static Rule uniqueValues(String type) {
        return new Rule(
                type + " values must be unique",
                "remove one of the two",
                list -> Values.noTwo(
                        list,
                        (one, other) -> Values.is(one, "type", type)
                                && one.has("value")
                                && Values.same(one, other, "type")
                                && Values.same(one, other, "value")));
    }

    private static Rule routability() {
        return new Rule(
                "Routability must be empty, Cluster, or an implementation-specific prefixed path; k8s.io and its subdomains are"
                        + " reserved",
                "set Cluster or leave it out",
                GatewaySchema::isRoutability);
    }

    private static boolean isRoutability(JsonNode value) {
        String text = value.asString();
        int slash = text.indexOf('/');
        String prefix = slash < 0 ? "" : text.substring(0, slash);
        boolean reserved = prefix.equals("k8s.io") || prefix.endsWith(".k8s.io");
        boolean path = slash < text.length() - 1 && !reserved && SharedTypes.SUBDOMAIN.fits(prefix);
        return text.isEmpty() || text.equals("Cluster") || path;
    }
}
