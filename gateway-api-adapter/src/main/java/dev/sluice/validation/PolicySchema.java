package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.HOSTNAME;
import static dev.sluice.validation.SharedTypes.PRECISE_HOSTNAME;
import static dev.sluice.validation.SharedTypes.SECTION_NAME;

import dev.sluice.resource.Durations;
import dev.sluice.validation.schema.ArraySchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/**
 * BackendTLSPolicy, BackendLBPolicy and XBackendTrafficPolicy. Source: backendtlspolicy_types.go, v1.1's
 * backendlbpolicy_types.go, xbackendtrafficpolicy_types.go.
 */
final class PolicySchema {

    private static final StringSchema WELL_KNOWN = Schema.string()
            .length(1, 253)
            .matching(
                    "^(System|(" + SharedTypes.SUBDOMAIN_REGEX + "/([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]))$",
                    "System or a set such as example.com/my-set");

    private static final StringSchema URI = Schema.string()
            .length(1, 253)
            .matching(
                    "^(([^:/?#]+):)(//([^/?#]*))([^?#]*)(\\?([^#]*))?(#(.*))?",
                    "a URI such as spiffe://example.com/shop");

    private static final ObjectSchema SUBJECT_ALT_NAME = Schema.object()
            .required("type", Schema.oneOf("Hostname", "URI"))
            .optional("hostname", HOSTNAME)
            .optional("uri", URI)
            .rule(new Rule(
                    "SubjectAltName element must contain Hostname, if Type is set to Hostname, and must not otherwise",
                    "set the member that the type names, and no other",
                    it -> it.has("hostname") == Values.is(it, "type", "Hostname")))
            .rule(new Rule(
                    "SubjectAltName element must contain URI, if Type is set to URI, and must not otherwise",
                    "set the member that the type names, and no other",
                    it -> it.has("uri") == Values.is(it, "type", "URI")));

    /** BackendTLSPolicyValidation, of a policy or of an XBackend. */
    static final ObjectSchema VALIDATION = Schema.object()
            .optional("caCertificateRefs", Schema.list(References.LOCAL_OBJECT).size(1, 8))
            .optional("wellKnownCACertificates", WELL_KNOWN)
            .required("hostname", PRECISE_HOSTNAME)
            .optional("subjectAltNames", Schema.list(SUBJECT_ALT_NAME).size(0, 5))
            .rule(new Rule(
                    "exactly one of the fields in [caCertificateRefs wellKnownCACertificates] must be set",
                    "set caCertificateRefs, or wellKnownCACertificates: System",
                    it -> it.has("caCertificateRefs") != it.has("wellKnownCACertificates")));

    private static final ArraySchema TARGETS = Schema.list(
                    References.LOCAL_OBJECT.optional("sectionName", SECTION_NAME))
            .size(1, 16)
            .rule(new Rule(
                    "sectionName must be specified when targetRefs includes 2 or more references to the same target",
                    "set sectionName on each of them",
                    list -> Values.noTwo(
                            list,
                            (one, other) ->
                                    sameTarget(one, other) && one.has("sectionName") != other.has("sectionName"))))
            .rule(new Rule(
                    "sectionName must be unique when targetRefs includes 2 or more references to the same target",
                    "remove the repeated reference or name another section",
                    list -> Values.noTwo(
                            list, (one, other) -> sameTarget(one, other) && Values.same(one, other, "sectionName"))));

    /** BackendTLSPolicySpec of v1 and v1alpha3. */
    static final ObjectSchema TLS_SPEC = Schema.object()
            .required("targetRefs", TARGETS)
            .required("validation", VALIDATION)
            .optional("options", SharedTypes.OPTIONS);

    /** BackendTLSPolicySpec of v1alpha2, which v1.0.0 had. */
    static final ObjectSchema TLS_ALPHA2_SPEC = Schema.object()
            .required(
                    "targetRef",
                    References.LOCAL_OBJECT
                            .optional("namespace", SharedTypes.NAMESPACE)
                            .optional("sectionName", SECTION_NAME))
            .required(
                    "tls",
                    Schema.object()
                            .optional(
                                    "caCertRefs",
                                    Schema.list(References.LOCAL_OBJECT).size(0, 8))
                            .optional("wellKnownCACerts", Schema.oneOf("System"))
                            .required("hostname", PRECISE_HOSTNAME)
                            .rule(new Rule(
                                    "must specify either CACertRefs or WellKnownCACerts, and not both",
                                    "set caCertRefs, or wellKnownCACerts: System",
                                    it -> it.path("caCertRefs").isEmpty() == it.has("wellKnownCACerts"))));

    /** BackendLBPolicySpec. */
    static final ObjectSchema LB_SPEC = Schema.object()
            .required(
                    "targetRefs",
                    Schema.list(References.LOCAL_OBJECT)
                            .asMap("group", "kind", "name")
                            .size(1, 16))
            .optional("sessionPersistence", SharedTypes.SESSION_PERSISTENCE);

    private static final Schema INTERVAL = SharedTypes.DURATION.rule(new Rule(
            "interval cannot be greater than one hour or less than one second",
            "choose one from 1s to 1h",
            it -> isWithin(it, Duration.ofSeconds(1))));

    private static final Schema RATE_INTERVAL = SharedTypes.DURATION.rule(new Rule(
            "interval cannot be greater than one hour",
            "choose one of more than 0s, up to 1h",
            it -> isWithin(it, Duration.ofMillis(1))));

    private static final ObjectSchema RETRY_CONSTRAINT = Schema.object()
            .preset(
                    "budget",
                    Schema.object()
                            .preset("percent", Schema.integer(0, 100), "20")
                            .preset("interval", INTERVAL, "\"10s\""),
                    "{}")
            .preset(
                    "minRetryRate",
                    Schema.object()
                            .optional("count", Schema.integer(1, 1_000_000))
                            .optional("interval", RATE_INTERVAL),
                    "{\"count\": 10, \"interval\": \"1s\"}");

    /** BackendTrafficPolicySpec. */
    static final ObjectSchema TRAFFIC_SPEC = LB_SPEC.optional("retryConstraint", RETRY_CONSTRAINT);

    private PolicySchema() {}

    private static boolean isWithin(JsonNode interval, Duration shortest) {
        var duration = Durations.parse(interval.stringValue());
        return duration.compareTo(shortest) >= 0 && duration.compareTo(Duration.ofHours(1)) <= 0;
    }

    private static boolean sameTarget(JsonNode one, JsonNode other) {
        return Values.same(one, other, "group") && Values.same(one, other, "kind") && Values.same(one, other, "name");
    }
}
