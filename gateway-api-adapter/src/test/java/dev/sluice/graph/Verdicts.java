package dev.sluice.graph;

import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.gateway.AddressVerdict;
import dev.sluice.graph.gateway.GatewayNode;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.gateway.Provision;
import dev.sluice.graph.gatewayclass.GatewayClassNode;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RouteNode;
import dev.sluice.graph.route.RuleNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of verdict that a graph can hold, and those that one does. */
final class Verdicts {

    private static final List<Class<?>> SEALED = List.of(
            GatewayClassNode.Verdict.class,
            Provision.class,
            Provision.Pods.class,
            AddressVerdict.class,
            ListenerNode.Verdict.class,
            ParentNode.Verdict.class,
            RuleNode.Verdict.class,
            BackendVerdict.class);

    private static final List<Class<?>> OF_ROUTES =
            List.of(ParentNode.Verdict.class, RuleNode.Verdict.class, BackendVerdict.class);

    private Verdicts() {}

    /** All that there can be, except those of some names. */
    static Set<String> allBut(Set<String> impossible) {
        var all = names(SEALED.stream());
        if (!all.containsAll(impossible)) {
            throw new IllegalArgumentException("not all of these are verdicts: " + impossible);
        }
        all.removeAll(impossible);
        return all;
    }

    /** Those that only Gateways and their classes have. */
    static Set<String> ofGateways() {
        return names(SEALED.stream().filter(kinds -> !OF_ROUTES.contains(kinds)));
    }

    private static Set<String> names(Stream<Class<?>> sealed) {
        return sealed.flatMap(kinds -> Stream.of(kinds.getPermittedSubclasses()))
                .map(Verdicts::name)
                .collect(Collectors.toSet());
    }

    /** Those that a graph holds. */
    static Set<String> of(Graph graph) {
        var ofClasses = graph.classes().stream().map(GatewayClassNode::verdict);
        var ofGateways = graph.gateways().stream().flatMap(Verdicts::ofGateway);
        var ofRoutes = graph.routes().stream().flatMap(Verdicts::ofRoute);
        return Stream.of(ofClasses, ofGateways, ofRoutes)
                .flatMap(verdicts -> verdicts)
                .map(verdict -> name(verdict.getClass()))
                .collect(Collectors.toSet());
    }

    private static Stream<Object> ofGateway(GatewayNode gateway) {
        var ofListeners = gateway.allListeners().stream().map(ListenerNode::verdict);
        var provision = gateway.provision() instanceof Provision.ByService byService
                ? Stream.of(byService, byService.addresses(), byService.pods())
                : Stream.of(gateway.provision());
        return Stream.concat(ofListeners, provision);
    }

    private static Stream<Object> ofRoute(RouteNode route) {
        return Stream.concat(
                route.parents().stream().map(ParentNode::verdict),
                route.attachments()
                        .flatMap(attachment -> attachment.rules().stream())
                        .flatMap(Verdicts::ofRule));
    }

    private static Stream<Object> ofRule(RuleNode rule) {
        var backends = rule.backends().stream().map(RuleNode.BackendShare::backend);
        return Stream.of(Stream.of(rule.verdict()), backends, rule.named().stream())
                .flatMap(verdicts -> verdicts);
    }

    /** Such as {@code ListenerNode.Verdict.Served}. */
    private static String name(Class<?> kind) {
        var outer = kind.getDeclaringClass();
        return outer == null ? kind.getSimpleName() : name(outer) + "." + kind.getSimpleName();
    }
}
