package dev.sluice.validation;

import static dev.sluice.validation.SharedTypes.DNS_LABEL;
import static dev.sluice.validation.SharedTypes.PORT;
import static dev.sluice.validation.SharedTypes.QUALIFIED_NAME;

import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.PortSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import java.util.List;

/**
 * Service and ServiceImport: strict in what Sluice reads; of the other documented fields only the names are known.
 * Source: core/v1, multicluster.x-k8s.io/v1alpha1.
 */
final class ServiceSchema {

    private static final StringSchema PORT_NAME = Schema.string()
            .length(1, 15)
            .matching(
                    "^([a-z0-9]+-)*[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*$",
                    "a port's name such as http, at most 15 characters");

    private static final ObjectSchema SERVICE_PORT = Schema.object()
            .optional("name", DNS_LABEL)
            .preset("protocol", Schema.oneOf("TCP", "UDP", "SCTP"), "\"TCP\"")
            .optional("appProtocol", QUALIFIED_NAME)
            .required("port", PORT)
            .optional("targetPort", new PortSchema(PORT_NAME))
            .optional("nodePort", Schema.integer(0, 65535))
            .unset("name", "\"\"")
            .unset("protocol", "\"\"")
            .unset("targetPort", "0", "\"\"");

    private static final StringSchema CLUSTER_IP = Schema.string()
            .rule(new Rule(
                    "not an address (expected: None, or an IPv4 or IPv6 address)",
                    "leave it out, or set None for a headless Service",
                    it -> it.asString().equals("None") || Values.isLegacyIpAddress(it.asString())));

    private static final List<String> NOT_READ = List.of(
            "allocateLoadBalancerNodePorts",
            "externalIPs",
            "externalTrafficPolicy",
            "healthCheckNodePort",
            "internalTrafficPolicy",
            "ipFamilies",
            "ipFamilyPolicy",
            "loadBalancerClass",
            "loadBalancerIP",
            "loadBalancerSourceRanges",
            "publishNotReadyAddresses",
            "sessionAffinity",
            "sessionAffinityConfig",
            "trafficDistribution");

    /** ServiceSpec. */
    static final ObjectSchema SPEC = spec();

    /** ServiceImportSpec. */
    static final ObjectSchema IMPORT_SPEC = Schema.object()
            .required("type", Schema.oneOf("ClusterSetIP", "Headless"))
            .required(
                    "ports",
                    Schema.list(Schema.object()
                            .optional("name", Schema.string())
                            .optional("protocol", Schema.string())
                            .optional("appProtocol", Schema.string())
                            .required("port", PORT)))
            .optional("ips", Schema.list(Schema.string()))
            .optional("ipFamilies", Schema.any())
            .optional("internalTrafficPolicy", Schema.any())
            .optional("trafficDistribution", Schema.any())
            .optional("sessionAffinity", Schema.any())
            .optional("sessionAffinityConfig", Schema.any());

    private ServiceSchema() {}

    private static ObjectSchema spec() {
        ObjectSchema spec = Schema.object()
                .preset("type", Schema.oneOf("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"), "\"ClusterIP\"")
                .optional(
                        "externalName",
                        Schema.string()
                                .length(1, 253)
                                .matching("^" + SharedTypes.SUBDOMAIN_REGEX + "\\.?$", "a lower-case host name"))
                .optional("clusterIP", CLUSTER_IP)
                .optional("clusterIPs", Schema.list(Schema.string()))
                .optional("selector", Schema.map(SharedTypes.LABEL_VALUE).keys(QUALIFIED_NAME))
                .optional("ports", ports())
                .unset("type", "\"\"")
                .unset("clusterIP", "\"\"")
                .unset("externalName", "\"\"");
        for (String name : NOT_READ) {
            spec = spec.optional(name, Schema.any());
        }
        return spec.rule(new Rule(
                        "externalName is required for type ExternalName",
                        "add externalName",
                        it -> !Values.is(it, "type", "ExternalName") || it.has("externalName")))
                .rule(new Rule(
                        "ports are required unless the Service is headless or of type ExternalName",
                        "add ports",
                        it -> !it.path("ports").isEmpty()
                                || Values.is(it, "type", "ExternalName")
                                || Values.is(it, "clusterIP", "None")));
    }

    private static Schema ports() {
        return Schema.list(SERVICE_PORT)
                .rule(new Rule(
                        "every port must have a name when there are several",
                        "add a name to each port",
                        list -> list.size() < 2 || list.values().stream().allMatch(it -> it.has("name"))))
                .rule(new Rule(
                        "port names must be unique",
                        "rename one of the two",
                        list -> Values.noTwo(list, (one, other) -> one.has("name") && Values.same(one, other, "name"))))
                .rule(new Rule(
                        "combination of port and protocol must be unique",
                        "remove one of the two",
                        list -> Values.noTwo(
                                list,
                                (one, other) ->
                                        Values.same(one, other, "port") && Values.same(one, other, "protocol"))));
    }
}
