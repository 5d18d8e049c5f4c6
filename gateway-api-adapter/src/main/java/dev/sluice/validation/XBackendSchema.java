package dev.sluice.validation;

import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import tools.jackson.databind.JsonNode;

/** XBackend. Source: xbackend_types.go of v1.7.0. */
final class XBackendSchema {

    private static final String NONE = "None";

    private static final MapSchema MATCH_LABELS = Schema.map(SharedTypes.LABEL_VALUE)
            .keys(SharedTypes.QUALIFIED_NAME)
            .atMost(64)
            .rule(SharedTypes.prefixAtMost(253))
            .rule(new Rule("matchLabels must not be empty", "add a label of the pods", map -> !map.isEmpty()));

    private static final Schema HOSTNAME = SharedTypes.PRECISE_HOSTNAME.rule(new Rule(
            "hostname must not be an IP address or end with .cluster.local",
            "write a name outside of the cluster, or set type: EndpointSelector",
            it -> !it.asString().endsWith(".cluster.local")));

    private static final ObjectSchema TLS = Schema.object()
            .required("mode", Schema.oneOf(NONE, "ServerOnly", "ClientAndServer"))
            .optional("clientCertificateRef", References.SECRET)
            .optional("validation", PolicySchema.VALIDATION)
            .rule(new Rule(
                    "clientCertificateRef must be set if and only if mode is ClientAndServer",
                    "add clientCertificateRef, or set mode: ServerOnly",
                    it -> it.has("clientCertificateRef") == Values.is(it, "mode", "ClientAndServer")))
            .rule(new Rule(
                    "validation must be set if and only if mode is either ClientAndServer or ServerOnly",
                    "add validation, or set mode: None without it",
                    it -> it.has("validation") != Values.is(it, "mode", NONE)));

    /** BackendSpec. */
    static final ObjectSchema SPEC = Schema.object()
            .required("type", Schema.oneOf("ExternalHostname", "EndpointSelector"))
            .required(
                    "port",
                    Schema.object()
                            .optional("number", SharedTypes.PORT)
                            .rule(new Rule("port must not be empty", "add number", it -> !it.isEmpty())))
            .optional("externalHostname", Schema.object().required("hostname", HOSTNAME))
            .optional("endpointSelector", Schema.object().required("matchLabels", MATCH_LABELS))
            .optional("sessionPersistence", SharedTypes.SESSION_OF_BACKEND)
            .optional("protocol", Schema.oneOf("TCP", "HTTP", "HTTP2", "HTTP11", "H2C", "MCP", "GRPC", "WSS"))
            .preset("tls", TLS, "{\"mode\": \"None\"}")
            .rule(onlyFor("ExternalHostname", "externalHostname"))
            .rule(onlyFor("EndpointSelector", "endpointSelector"))
            .rule(new Rule(
                    "tls must be disabled when protocol is H2C, use protocol HTTP2 for HTTP/2 with tls",
                    "set protocol: HTTP2, or tls.mode: None",
                    it -> !Values.is(it, "protocol", "H2C") || !hasTls(it)))
            .rule(new Rule(
                    "tls must be enabled when protocol is HTTP2, use protocol H2C for HTTP/2 without tls",
                    "set protocol: H2C, or add tls with mode: ServerOnly",
                    it -> !Values.is(it, "protocol", "HTTP2") || hasTls(it)))
            .rule(new Rule(
                    "tls must be enabled when protocol is WSS",
                    "add tls with mode: ServerOnly",
                    it -> !Values.is(it, "protocol", "WSS") || hasTls(it)))
            .rule(new Rule(
                    "sessionPersistence can only be set when type is EndpointSelector",
                    "remove sessionPersistence: a host name is one endpoint",
                    it -> !it.has("sessionPersistence") || Values.is(it, "type", "EndpointSelector")));

    private XBackendSchema() {}

    private static Rule onlyFor(String type, String field) {
        return new Rule(
                "%s must be set when type is %s and must be unset otherwise".formatted(field, type),
                "set the field that belongs to the type, and no other",
                it -> it.has(field) == Values.is(it, "type", type));
    }

    private static boolean hasTls(JsonNode spec) {
        return !Values.is(spec.path("tls"), "mode", NONE);
    }
}
