package dev.sluice.source.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.Pod;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import dev.sluice.resource.ServiceImport;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Service, ServiceImport, EndpointSlice, Pod, Secret and ConfigMap. Source: core/v1, discovery.k8s.io/v1,
 * multicluster.x-k8s.io/v1alpha1.
 */
final class CoreDecoder {

    private static final String HEADLESS = "None";
    /** Phases of a pod whose address may be another's already. */
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private static final String SERVICE_NAME_LABEL = "kubernetes.io/service-name";

    private CoreDecoder() {}

    static Service service(ObjectMeta meta, Fields object) {
        Fields spec = object.at("spec");
        return new Service(
                meta,
                spec.text("type"),
                spec.textOrNull("externalName"),
                spec.text("clusterIP").equals(HEADLESS),
                spec.items("ports").stream()
                        .map(it -> new Service.Port(
                                it.text("name"),
                                it.number("port"),
                                it.text("protocol"),
                                // A zero is a target port left out, as in Kubernetes' own objects.
                                it.text("targetPort", "0").equals("0") ? it.text("port") : it.text("targetPort"),
                                it.textOrNull("appProtocol")))
                        .toList(),
                spec.map("selector"),
                standing(object));
    }

    /** Of several clusters only the ports are one: each has its own target ports, which EndpointSlices say. */
    static ServiceImport serviceImport(ObjectMeta meta, Fields object) {
        Fields spec = object.at("spec");
        return new ServiceImport(
                meta,
                spec.text("type").equals("Headless") ? List.of() : spec.texts("ips"),
                spec.items("ports").stream()
                        .map(it -> new Service.Port(
                                it.text("name"),
                                it.number("port"),
                                it.text("protocol", "TCP"),
                                it.text("port"),
                                it.textOrNull("appProtocol")))
                        .toList());
    }

    private static Service.Standing standing(Fields object) {
        return new Service.Standing(
                object.at("metadata").items("ownerReferences").stream()
                        .map(it -> it.text("uid"))
                        .collect(toSet()),
                object.at("spec").texts("clusterIPs").stream()
                        .filter(ip -> !ip.equals(HEADLESS))
                        .toList(),
                object.at("status").at("loadBalancer").items("ingress").stream()
                        .flatMap(CoreDecoder::ingress)
                        .toList());
    }

    /** One entry may name both an address and a host. */
    private static Stream<Service.Ingress> ingress(Fields entry) {
        return Stream.of(
                        new Service.Ingress("IPAddress", entry.text("ip")),
                        new Service.Ingress("Hostname", entry.text("hostname")))
                .filter(it -> !it.value().isEmpty());
    }

    static EndpointSlice endpointSlice(ObjectMeta meta, Fields object) {
        return new EndpointSlice(
                meta,
                meta.labels().getOrDefault(SERVICE_NAME_LABEL, ""),
                object.text("addressType"),
                object.items("endpoints").stream().map(CoreDecoder::endpoint).toList(),
                object.items("ports").stream()
                        .map(it -> new EndpointSlice.Port(
                                it.text("name"),
                                it.text("protocol", "TCP"),
                                it.numberOrNull("port"),
                                it.textOrNull("appProtocol")))
                        .toList());
    }

    private static EndpointSlice.Endpoint endpoint(Fields endpoint) {
        Fields conditions = endpoint.at("conditions");
        return new EndpointSlice.Endpoint(
                endpoint.texts("addresses"),
                conditions.flag("ready", true),
                conditions.flag("serving", true),
                conditions.flag("terminating", false),
                podUid(endpoint.at("targetRef")),
                nodeName(endpoint));
    }

    /** There are many endpoints on few nodes. */
    private static @Nullable String nodeName(Fields endpoint) {
        String name = endpoint.textOrNull("nodeName");
        return name == null ? null : name.intern();
    }

    private static @Nullable String podUid(Fields targetRef) {
        String uid = targetRef.text("uid");
        return targetRef.text("kind").equals("Pod") && !uid.isEmpty() ? uid : null;
    }

    /**
     * Of the metadata only what is used: of what others write into a pod nothing must look like a change. Ready, and
     * ended, as the API server's own EndpointSlices have it. Source: PodStatus.
     */
    static Pod pod(ObjectMeta meta, Fields object) {
        Fields status = object.at("status");
        boolean ended = ENDED.contains(status.text("phase"));
        String ip = status.items("podIPs").stream()
                .map(it -> it.text("ip"))
                .findFirst()
                .orElse(status.text("podIP"));
        return new Pod(
                new ObjectMeta(meta.name(), meta.uid(), 1, Instant.EPOCH, meta.labels(), Map.of()),
                ended || ip.isEmpty() ? null : ip,
                !status.has("conditions") || status.items("conditions").stream().anyMatch(CoreDecoder::isReady),
                object.at("metadata").has("deletionTimestamp"));
    }

    private static boolean isReady(Fields condition) {
        return condition.text("type").equals("Ready")
                && condition.text("status").equals("True");
    }

    /** {@code stringData} wins over {@code data}, as at the API server. */
    static Secret secret(ObjectMeta meta, Fields object) {
        var data = new LinkedHashMap<String, byte[]>();
        object.map("data")
                .forEach((key, value) -> data.put(key, Base64.getMimeDecoder().decode(value)));
        object.map("stringData").forEach((key, value) -> data.put(key, value.getBytes(UTF_8)));
        return new Secret(meta, object.text("type"), data);
    }

    static ConfigMap configMap(ObjectMeta meta, Fields object) {
        return new ConfigMap(meta, object.map("data"));
    }
}
