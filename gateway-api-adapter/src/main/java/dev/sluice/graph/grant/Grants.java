package dev.sluice.graph.grant;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.resource.Kinds;
import dev.sluice.resource.ReferenceGrant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Answers for every reference whether it is allowed. Source: ReferenceGrant. */
public final class Grants {

    private final Map<String, List<ReferenceGrant>> grants;
    private final boolean inMesh;

    private Grants(Map<String, List<ReferenceGrant>> grants, boolean inMesh) {
        this.grants = grants;
        this.inMesh = inMesh;
    }

    /** The permissions that these objects give together. */
    public static Grants of(Collection<ReferenceGrant> grants) {
        return of(grants.stream().collect(groupingBy(grant -> grant.name().namespace())));
    }

    /**
     * The permissions that these objects give together.
     *
     * @param byNamespace the objects of each namespace; they are for targets in it
     */
    public static Grants of(Map<String, List<ReferenceGrant>> byNamespace) {
        return new Grants(byNamespace, false);
    }

    /**
     * The same for routes of the mesh, which need none for a Service: their clients are pods, which reach it without
     * them. What a pod does not reach by itself, as an XBackend with its client certificate, needs one. Source:
     * GEP-1294, "Namespace boundaries".
     */
    public Grants inMesh() {
        return new Grants(grants, true);
    }

    /** What refers. */
    public record Referrer(String group, String kind, String namespace) {}

    /** What is referred to. */
    public record Target(String group, String kind, String namespace, String name) {}

    /** Whether a reference is permitted: it is so by its target's namespace, or needs no permission. */
    public boolean permits(Referrer referrer, Target target) {
        return areGiven(referrer, target) || (inMesh && Kinds.SERVICE.isNamedBy(target.group(), target.kind()));
    }

    /** Whether the reference stays in its namespace, or a grant in the target's namespace allows it. */
    public boolean areGiven(Referrer referrer, Target target) {
        return referrer.namespace().equals(target.namespace())
                || grants.getOrDefault(target.namespace(), List.of()).stream()
                        .anyMatch(grant -> permits(grant, referrer, target));
    }

    private static boolean permits(ReferenceGrant grant, Referrer referrer, Target target) {
        return grant.from().stream().anyMatch(from -> isFrom(from, referrer))
                && grant.to().stream().anyMatch(to -> isTo(to, target));
    }

    private static boolean isFrom(ReferenceGrant.From from, Referrer referrer) {
        return from.group().equals(referrer.group())
                && from.kind().equals(referrer.kind())
                && from.namespace().equals(referrer.namespace());
    }

    private static boolean isTo(ReferenceGrant.To to, Target target) {
        var name = to.name();
        return to.group().equals(target.group())
                && to.kind().equals(target.kind())
                && (name == null || name.equals(target.name()));
    }
}
