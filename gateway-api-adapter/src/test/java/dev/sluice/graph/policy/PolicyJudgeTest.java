package dev.sluice.graph.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Condition;
import dev.sluice.config.listener.ParentId;
import dev.sluice.graph.Objects;
import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ObjectMeta;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.WatchedObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which Gateways a policy has an effect on. */
final class PolicyJudgeTest {

    private static final ParentId GATEWAY = new ParentId(ParentId.Kind.GATEWAY, "shop", "gw");
    private static final HttpRouteFilter MIRROR =
            new HttpRouteFilter.RequestMirror(new BackendObjectReference("", "Service", null, "web", 8080), 100, 100);

    private static BackendTlsPolicy policy(String namespace, String kind, String target) {
        var meta = new ObjectMeta(new ObjectName(namespace, "tls"), "", 1, Instant.EPOCH, Map.of(), Map.of());
        return policy(meta, new TargetRef("", kind, target, null));
    }

    private static BackendTlsPolicy policy(ObjectMeta meta, TargetRef... targets) {
        var validation = new BackendTlsPolicy.Validation(List.of(), "System", "web.example.com", List.of());
        return new BackendTlsPolicy(meta, List.of(targets), validation, "v1", List.of());
    }

    private static List<PolicyNode> judged(BackendTlsPolicy policy, WatchedObject route) {
        return Objects.graph(policy, route, Objects.gateway(Objects.listener("http", 80, null)))
                .policies();
    }

    private static WatchedObject route() {
        return Objects.route(Objects.parent(null, null), List.of(), Objects.rule(List.of(), Objects.backend(8080)));
    }

    @Test
    void gatewayWhoseRouteRefersToATargetIsAnAncestor() {
        assertThat(judged(policy("shop", "Service", "web"), route()))
                .singleElement()
                .satisfies(node -> {
                    assertThat(node.ancestors()).extracting(Ancestor::parent).containsExactly(GATEWAY);
                    assertThat(node.ancestors().getFirst().conditions())
                            .extracting(Condition::reason)
                            .containsExactly("Accepted", "ResolvedRefs");
                });
    }

    @Test
    void mirrorIsAReferenceToo() {
        var route = Objects.route(Objects.parent(null, null), List.of(), Objects.rule(List.of(MIRROR)));

        assertThat(judged(policy("shop", "Service", "web"), route))
                .singleElement()
                .satisfies(node -> assertThat(node.ancestors())
                        .extracting(Ancestor::parent)
                        .containsExactly(GATEWAY));
    }

    @Test
    void gatewayThatDoesNotTakeTheRouteIsNone() {
        var route =
                Objects.route(Objects.parent("none", null), List.of(), Objects.rule(List.of(), Objects.backend(8080)));

        assertThat(judged(policy("shop", "Service", "web"), route)).isEmpty();
    }

    @Test
    void policyForWhatNoRouteRefersToHasNoEffect() {
        assertThat(judged(policy("shop", "Service", "other"), route())).isEmpty();
        assertThat(judged(policy("blog", "Service", "web"), route())).isEmpty();
        assertThat(judged(policy("shop", "Bucket", "web"), route())).isEmpty();
    }
}
