package dev.sluice.source.kubernetes;

import static java.util.stream.Collectors.toSet;

import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.WatchedObject;
import dev.sluice.resource.XBackend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Secrets and ConfigMaps something refers to, and what is read of each. A cluster may have very many, and large
 * ones. Whether a reference is permitted is judged later.
 */
final class ContentsInNeed {

    /** Kinds that are read only where something refers to them. */
    static final List<Kind<?>> KINDS = List.of(Kinds.SECRET, Kinds.CONFIG_MAP);

    private static final List<Kind<?>> REFERRING = List.of(
            Kinds.GATEWAY_CLASS,
            Kinds.GATEWAY,
            Kinds.LISTENER_SET,
            Kinds.X_LISTENER_SET,
            Kinds.BACKEND_TLS_POLICY,
            Kinds.X_BACKEND,
            Kinds.SPRING_FILTER);

    private final Map<Kind<?>, Map<ObjectName, Extract>> byKind = new HashMap<>();

    private ContentsInNeed() {}

    /** The objects that refer. */
    interface Records {

        /** Those of a kind, as they were read last. */
        <T extends WatchedObject> Stream<T> of(Kind<T> kind);
    }

    /** Whether a change of this kind may change which are needed. */
    static boolean dependsOn(WatchedKind kind) {
        return kind.read() != null && REFERRING.contains(kind.read());
    }

    /**
     * Those to which these objects refer.
     *
     * @param ours of which classes Gateways are read
     */
    static ContentsInNeed of(Records records, Predicate<GatewayClass> ours) {
        var needed = new ContentsInNeed();
        needed.addGateways(records, ours);
        records.of(Kinds.BACKEND_TLS_POLICY).forEach(policy -> {
            if (policy instanceof BackendTlsPolicy it) {
                needed.add(policy, it.validation().caCertificateRefs());
            }
        });
        records.of(Kinds.X_BACKEND).forEach(needed::addXBackend);
        records.of(Kinds.SPRING_FILTER)
                .flatMap(filter -> filter.references().stream())
                .forEach(reference -> needed.add(reference.kind(), reference.name(), Extract.WHOLE));
        return needed;
    }

    /**
     * What is read of each object of a kind.
     *
     * @param namespaces those that may be read; empty: all
     */
    Map<ObjectName, Extract> of(WatchedKind kind, List<String> namespaces) {
        var needed = new HashMap<>(byKind.getOrDefault(kind.read(), Map.of()));
        if (!namespaces.isEmpty()) {
            needed.keySet().removeIf(name -> !namespaces.contains(name.namespace()));
        }
        return needed;
    }

    private void addGateways(Records records, Predicate<GatewayClass> ours) {
        Set<String> classes = records.of(Kinds.GATEWAY_CLASS)
                .filter(ours)
                .map(gatewayClass -> gatewayClass.name().name())
                .collect(toSet());
        List<Gateway> gateways = records.of(Kinds.GATEWAY)
                .filter(gateway -> classes.contains(gateway.spec().gatewayClassName()))
                .toList();
        Set<ObjectName> names = gateways.stream().map(Gateway::name).collect(toSet());
        gateways.forEach(this::addGateway);
        Kinds.LISTENER_SETS.stream()
                .flatMap(records::of)
                .filter(set -> set.gateway().filter(names::contains).isPresent())
                .forEach(this::addListenerSet);
    }

    private void addGateway(Gateway gateway) {
        add(gateway, gateway.spec().clientCertificateRef());
        addValidation(gateway, gateway.spec().frontend().byDefault());
        gateway.spec().frontend().perPort().forEach(port -> addValidation(gateway, port.validation()));
        gateway.spec().listeners().forEach(listener -> addListener(gateway, listener));
    }

    private void addListenerSet(ListenerSet set) {
        set.spec().listeners().forEach(listener -> addListener(set, listener));
    }

    private void addListener(WatchedObject parent, Gateway.Listener listener) {
        var tls = listener.tls();
        if (tls != null) {
            add(parent, tls.certificateRefs());
            addValidation(parent, tls.frontendValidation());
        }
    }

    private void addValidation(WatchedObject referrer, FrontendTls.@Nullable Validation validation) {
        if (validation != null) {
            add(referrer, validation.caCertificateRefs());
        }
    }

    private void addXBackend(XBackend xBackend) {
        if (xBackend.definition() instanceof XBackend.Definition.Spec spec) {
            var validation = spec.tls().validation();
            add(xBackend, spec.tls().clientCertificateRef());
            add(xBackend, validation == null ? List.of() : validation.caCertificateRefs());
        }
    }

    private void add(WatchedObject referrer, List<ObjectReference> refs) {
        refs.forEach(ref -> add(referrer, ref));
    }

    private void add(WatchedObject referrer, @Nullable ObjectReference ref) {
        if (ref != null) {
            var namespace = ref.namespace() == null ? referrer.name().namespace() : ref.namespace();
            KINDS.stream()
                    .filter(kind -> kind.isNamedBy(ref.group(), ref.kind()))
                    .forEach(kind -> add(kind, new ObjectName(namespace, ref.name()), Extract.CERTIFICATES));
        }
    }

    private void add(Kind<?> kind, ObjectName name, Extract extract) {
        byKind.computeIfAbsent(kind, _ -> new HashMap<>()).merge(name, extract, Extract::or);
    }
}
