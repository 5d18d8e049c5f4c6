package dev.sluice.source.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;

import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Service, EndpointSlice, Secret and ConfigMap. Source: core/v1, discovery.k8s.io/v1. */
final class CoreDecoder {

    private static final String HEADLESS = "None";
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
                                it.text("name"), it.numberOrNull("port"), it.textOrNull("appProtocol")))
                        .toList());
    }

    private static EndpointSlice.Endpoint endpoint(Fields endpoint) {
        Fields conditions = endpoint.at("conditions");
        return new EndpointSlice.Endpoint(
                endpoint.texts("addresses"),
                conditions.flag("ready", true),
                conditions.flag("serving", true),
                conditions.flag("terminating", false),
                podUid(endpoint.at("targetRef")));
    }

    private static @Nullable String podUid(Fields targetRef) {
        String uid = targetRef.text("uid");
        return targetRef.text("kind").equals("Pod") && !uid.isEmpty() ? uid : null;
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
