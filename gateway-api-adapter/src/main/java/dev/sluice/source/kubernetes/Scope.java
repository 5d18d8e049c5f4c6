package dev.sluice.source.kubernetes;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.GatewayClass;
import dev.sluice.source.kubernetes.KubernetesSource.Settings;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What is read.
 *
 * @param namespaces empty: all
 * @param ofSecrets the same for kinds that hold what is secret
 * @param form what is kept of each object
 * @param classes those for whose Gateways Secrets and ConfigMaps are read
 * @param heap says for how many objects there is room
 */
record Scope(
        List<WatchedKind> kinds,
        List<String> namespaces,
        List<String> ofSecrets,
        StoredForm form,
        Predicate<GatewayClass> classes,
        HeapGuard heap) {

    Scope {
        kinds = List.copyOf(kinds);
        namespaces = List.copyOf(namespaces);
        ofSecrets = List.copyOf(ofSecrets);
    }

    /** As the settings say. */
    static Scope of(Settings settings, HeapGuard heap) {
        var secrets = settings.secretsOf();
        var binding = settings.readerBinding();
        var read = WatchedKind.ALL.stream().filter(kind -> settings.kinds().contains(kind.read()));
        var ofDedicated = binding == null ? Stream.<WatchedKind>of() : WatchedKind.ofDedicated(binding).stream();
        return new Scope(
                Stream.concat(read, ofDedicated).toList(),
                settings.namespaces(),
                secrets.isEmpty() ? settings.namespaces() : secrets,
                new StoredForm(settings.keptWhole()),
                settings.classes(),
                heap);
    }

    /** The namespaces of a kind; empty: all. */
    List<String> namespaces(WatchedKind kind) {
        return WatchedKind.SECRET.contains(kind.kind()) ? ofSecrets : namespaces;
    }
}
