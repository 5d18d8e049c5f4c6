package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.QUALIFIED_NAME;

import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.util.Base64;
import java.util.Collections;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Secret, ConfigMap, EndpointSlice and our SpringFilter. Source: core/v1, discovery.k8s.io/v1, sluice.dev/v1alpha1. */
final class CoreSchema {

    /** In a folder, files may hold the values; they are read later. */
    private static final String DATA_FILES = "sluice.dev/data-files";

    private static final StringSchema DATA_KEY = Schema.string()
            .length(1, 253)
            .matching("^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$", "letters, digits, '-', '_' and '.'");
    private static final StringSchema BASE64 = Schema.string()
            .hidden()
            .rule(new Rule(
                    "the value is not base64 (expected: base64)",
                    "encode it with base64, or write it as it is under stringData",
                    it -> isBase64(it.asString())));
    private static final MapSchema TEXTS = Schema.map(Schema.string().hidden()).keys(DATA_KEY);
    private static final MapSchema BYTES = Schema.map(BASE64).keys(DATA_KEY);

    /** What a Secret has beside its metadata. */
    static final ObjectSchema SECRET = Schema.object()
            .preset("type", Schema.string(), "\"Opaque\"")
            .optional("data", BYTES)
            .optional("stringData", TEXTS)
            .optional("immutable", Schema.bool())
            .unset("type", "\"\"")
            .rule(new Rule(
                    "a Secret of type kubernetes.io/tls must have tls.crt and tls.key",
                    "add both, or name their files in the annotation " + DATA_FILES,
                    CoreSchema::hasKeysOfItsType));

    /** Those of a signer begin with its name and a colon. */
    static final StringSchema TRUST_BUNDLE_NAME = Schema.string()
            .length(1, 253)
            .matching("^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$", "a name such as my-bundle or example.com:signer:my-bundle");

    /** What a ClusterTrustBundle has besides its metadata. */
    static final ObjectSchema CLUSTER_TRUST_BUNDLE = Schema.object()
            .required(
                    "spec",
                    Schema.object().optional("signerName", Schema.string()).required("trustBundle", Schema.string()));

    /** What a ConfigMap has beside its metadata. */
    static final ObjectSchema CONFIG_MAP = Schema.object()
            .optional("data", TEXTS)
            .optional("binaryData", BYTES)
            .optional("immutable", Schema.bool())
            .rule(new Rule(
                    "data and binaryData must not have the same key",
                    "rename one of the two",
                    it -> Collections.disjoint(
                            it.path("data").propertyNames(),
                            it.path("binaryData").propertyNames())));

    private static final ObjectSchema CONDITIONS = Schema.object()
            .optional("ready", Schema.bool())
            .optional("serving", Schema.bool())
            .optional("terminating", Schema.bool());
    private static final ObjectSchema ENDPOINT = Schema.object()
            .required("addresses", Schema.list(Schema.string()).size(1, 100))
            .optional("conditions", CONDITIONS)
            .optional("hostname", SharedTypes.DNS_LABEL)
            .optional("nodeName", Schema.string())
            .optional("zone", Schema.string())
            .optional("targetRef", Schema.any())
            .optional("hints", Schema.any())
            .optional("deprecatedTopology", Schema.any());
    private static final ObjectSchema ENDPOINT_PORT = Schema.object()
            .preset(
                    "name",
                    Schema.string()
                            .length(0, 63)
                            .matching("^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$", "lower-case letters, digits and '-'"),
                    "\"\"")
            .preset("protocol", Schema.oneOf("TCP", "UDP", "SCTP"), "\"TCP\"")
            .optional("port", Schema.integer(Integer.MIN_VALUE, Integer.MAX_VALUE))
            .optional("appProtocol", QUALIFIED_NAME);

    /** What an EndpointSlice has beside its metadata. */
    static final ObjectSchema ENDPOINT_SLICE = Schema.object()
            .required("addressType", Schema.oneOf("IPv4", "IPv6", "FQDN"))
            .preset("endpoints", Schema.list(ENDPOINT).size(0, 1000), "[]")
            .preset("ports", Schema.list(ENDPOINT_PORT).asMap("name").size(0, 20_000), "[]")
            .rule(new Rule(
                    "addresses must be of the addressType",
                    "write addresses in digits, or lower-case names and addressType: FQDN",
                    it -> Values.items(it, "endpoints").stream()
                            .flatMap(endpoint -> Values.items(endpoint, "addresses").stream())
                            .allMatch(address -> isOfType(address.asString(), Values.text(it, "addressType")))));

    /** What a SpringFilter has beside its metadata. */
    static final ObjectSchema SPRING_FILTER = Schema.object()
            .required(
                    "spec",
                    Schema.object()
                            .required(
                                    "factory",
                                    Schema.string()
                                            .length(1, 253)
                                            .matching(
                                                    "^[A-Za-z][A-Za-z0-9_.-]*$",
                                                    "the name of a GatewayFilterFactory such as AddRequestHeader"))
                            .optional("args", Schema.map(Schema.any()).atMost(64)));

    private CoreSchema() {}

    private static boolean isOfType(String address, String type) {
        return type.equals("FQDN")
                ? SharedTypes.SUBDOMAIN.fits(withoutFinalDot(address))
                : Values.isLegacyIpAddress(address, type.equals("IPv6"));
    }

    private static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static boolean hasKeysOfItsType(JsonNode secret) {
        return !Values.is(secret, "type", "kubernetes.io/tls")
                || secret.path("metadata").path("annotations").has(DATA_FILES)
                || Stream.of("tls.crt", "tls.key")
                        .allMatch(key -> secret.path("data").has(key)
                                || secret.path("stringData").has(key));
    }

    private static boolean isBase64(String text) {
        try {
            // Line breaks are allowed, as the API server allows them.
            String line = text.replace("\n", "").replace("\r", "");
            byte[] _ = Base64.getDecoder().decode(line);
            // Java needs no padding, the API server does.
            return line.length() % 4 == 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
