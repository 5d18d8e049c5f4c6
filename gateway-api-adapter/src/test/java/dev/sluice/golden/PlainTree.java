package dev.sluice.golden;

import dev.sluice.config.filter.ReferredObject;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.tls.Certificate;
import dev.sluice.config.tls.Trust;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records as maps and lists, so that they can be written as YAML; a sealed choice is told by {@code is}. */
final class PlainTree {

    private PlainTree() {}

    static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case Hostname hostname -> hostname.toString();
            case Certificate certificate -> certificate(certificate);
            case Trust.Anchors anchors -> anchors(anchors);
            case ReferredObject referred -> referred(referred);
            case Record tree -> ofRecord(tree);
            case List<?> list -> list.stream().map(PlainTree::of).toList();
            case Set<?> set -> set.stream().sorted().map(PlainTree::of).toList();
            case Map<?, ?> map -> ofMap(map);
            case Enum<?> word -> word.name();
            case Number number -> number;
            case Boolean truth -> truth;
            case null -> null;
            default -> value.toString();
        };
    }

    /** The key is never written, and of the chain only how many certificates it has. */
    private static Map<String, Object> certificate(Certificate certificate) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("source", certificate.source());
        tree.put("certificatesInChain", blocks(certificate.chain()));
        tree.put(
                "privateKeyFormat", certificate.privateKey().lines().findFirst().orElse("none"));
        return tree;
    }

    private static Map<String, Object> anchors(Trust.Anchors anchors) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("source", anchors.source());
        tree.put("certificates", blocks(anchors.certificates()));
        return tree;
    }

    /** Values are never written. */
    private static Map<String, Object> referred(ReferredObject referred) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("object", referred.object());
        tree.put("keys", referred.data().keySet().stream().sorted().toList());
        return tree;
    }

    private static long blocks(String pem) {
        return pem.lines().filter(line -> line.startsWith("-----BEGIN")).count();
    }

    private static Map<String, Object> ofRecord(Record tree) {
        var members = new LinkedHashMap<String, Object>();
        if (isChoice(tree.getClass())) {
            members.put("is", tree.getClass().getSimpleName());
        }
        for (RecordComponent component : tree.getClass().getRecordComponents()) {
            var value = of(read(tree, component));
            if (value != null) {
                members.put(component.getName(), value);
            }
        }
        return members;
    }

    private static Map<String, Object> ofMap(Map<?, ?> map) {
        var members = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> members.put(key.toString(), Objects.requireNonNull(of(value))));
        return members;
    }

    private static boolean isChoice(Class<?> type) {
        return List.of(type.getInterfaces()).stream().anyMatch(Class::isSealed);
    }

    private static @Nullable Object read(Record tree, RecordComponent component) {
        try {
            return component.getAccessor().invoke(tree);
        } catch (ReflectiveOperationException notReadable) {
            throw new LinkageError(component.toString(), notReadable);
        }
    }
}
