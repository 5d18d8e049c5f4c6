package dev.sluice.graph;

import static dev.sluice.graph.Objects.backend;
import static dev.sluice.graph.Objects.gateway;
import static dev.sluice.graph.Objects.graph;
import static dev.sluice.graph.Objects.listener;
import static dev.sluice.graph.Objects.parent;
import static dev.sluice.graph.Objects.route;
import static dev.sluice.graph.Objects.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.condition.Condition;
import dev.sluice.graph.gateway.ListenerNode;
import dev.sluice.graph.route.ParentNode;
import dev.sluice.graph.route.RuleNode;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.ParentRef;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws that no manifest can show, because the API server would refuse it, and the order of reasons. */
final class GraphTest {

    private static final HttpRoute.Rule GOOD = rule(List.of(), backend(8080));
    private static final HttpRouteFilter REDIRECT = new HttpRouteFilter.RequestRedirect("https", null, null, null, 302);
    private static final HttpRouteFilter REWRITE = new HttpRouteFilter.UrlRewrite("example.org", null);
    private static final HttpRouteFilter UNKNOWN = new HttpRouteFilter.NotServed("Teleport");

    @Nested
    final class Conflicts {

        @Test
        void listenersWithOnePortAndHostnameAreAllRefused() {
            var gateway = gateway(
                    listener("one", 80, "a.example.com"),
                    listener("two", 80, "A.example.com"),
                    listener("three", 80, "b.example.com"));
            var listeners = graph(gateway).gateways().getFirst().listeners();
            assertThat(listeners.get(0).conditions())
                    .extracting(Condition::reason)
                    .contains("HostnameConflict");
            assertThat(listeners.get(1).conditions())
                    .extracting(Condition::reason)
                    .contains("HostnameConflict");
            assertThat(listeners)
                    .extracting(ListenerNode::verdict)
                    .satisfiesExactly(
                            one -> assertThat(one).isInstanceOf(ListenerNode.Verdict.NotServed.class),
                            two -> assertThat(two).isInstanceOf(ListenerNode.Verdict.NotServed.class),
                            three -> assertThat(three).isInstanceOf(ListenerNode.Verdict.Served.class));
        }

        @Test
        void oneHostnameOnTwoPortsIsNoConflict() {
            var gateway = gateway(listener("one", 80, null), listener("two", 81, null));
            assertThat(graph(gateway).gateways().getFirst().accepted().reason()).isEqualTo("Accepted");
        }
    }

    /** A later question is asked only where the one before was answered with yes. */
    @Nested
    final class OrderOfReasons {

        private final Gateway gateway =
                gateway(listener("closed", 80, "a.example.com", "None"), listener("open", 81, "b.example.com", "Same"));

        @Test
        void whetherAListenerIsNamedComesFirst() {
            assertThat(reason(parent("nowhere", null), "x.example.org")).isEqualTo("NoMatchingParent");
        }

        @Test
        void whetherItAllowsTheRouteComesSecond() {
            assertThat(reason(parent("closed", null), "x.example.org")).isEqualTo("NotAllowedByListeners");
        }

        @Test
        void whetherHostnamesMeetComesThird() {
            assertThat(reason(parent("open", null), "x.example.org")).isEqualTo("NoMatchingListenerHostname");
        }

        @Test
        void anyListenerThatAnswersAllWithYesIsEnough() {
            assertThat(reason(parent(null, null), "b.example.com")).isEqualTo("Accepted");
        }

        @Test
        void hostnameOfAListenerThatDoesNotAllowTheRouteDoesNotCount() {
            assertThat(reason(parent(null, null), "a.example.com")).isEqualTo("NoMatchingListenerHostname");
        }

        @Test
        void sectionNameAndPortMustBothMatch() {
            assertThat(reason(parent("open", 80), "b.example.com")).isEqualTo("NoMatchingParent");
            assertThat(reason(parent("open", 81), "b.example.com")).isEqualTo("Accepted");
        }

        private String reason(ParentRef parent, String hostname) {
            return accepted(graph(gateway, route(parent, List.of(hostname), GOOD)))
                    .reason();
        }
    }

    @Nested
    final class Rules {

        private final Gateway gateway = gateway(listener("http", 80, null));

        @Test
        void redirectAndRewriteExcludeEachOther() {
            assertThat(reason(rule(List.of(REDIRECT, REWRITE)))).isEqualTo("IncompatibleFilters");
        }

        @Test
        void redirectAndBackendsExcludeEachOther() {
            assertThat(reason(rule(List.of(REDIRECT), backend(8080)))).isEqualTo("IncompatibleFilters");
        }

        @Test
        void filterIsNotRepeated() {
            assertThat(reason(rule(List.of(REWRITE, REWRITE), backend(8080)))).isEqualTo("IncompatibleFilters");
        }

        @Test
        void filterThatIsKnownByTypeAloneRefusesTheRule() {
            assertThat(reason(rule(List.of(UNKNOWN), backend(8080)))).isEqualTo("UnsupportedValue");
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://a.example.com/", "ftp://a.example.com", "a.example.com", "https://*a.com", ""})
        void corsNeedsOrigins(String origin) {
            assertThat(reason(rule(List.of(cors("https://a.example.com", origin)), backend(8080))))
                    .isEqualTo("UnsupportedValue");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"*", "http://*", "https://*.a.example.com:8443", "http://localhost:3000", "http://10.0.0.1"})
        void corsTakesWildcardsAndPorts(String origin) {
            assertThat(reason(rule(List.of(cors(origin)), backend(8080)))).isEqualTo("Accepted");
        }

        private static HttpRouteFilter cors(String... origins) {
            return new HttpRouteFilter.Cors(List.of(origins), false, List.of(), List.of(), List.of(), 5);
        }

        @Test
        void filtersOfABackendThatExcludeEachOtherRefuseItsShareAlone() {
            var graph = graph(
                    gateway,
                    route(
                            parent(null, null),
                            List.of(),
                            rule(List.of(), backend(8080), backend(8080, REDIRECT, REWRITE))));
            assertThat(accepted(graph).holds()).isTrue();
            assertThat(graph.routes().getFirst().parents().getFirst().references())
                    .extracting(Condition::reason)
                    .containsExactly("ResolvedRefs", "UnsupportedValue");
            assertThat(rules(graph).getFirst().backends())
                    .extracting(RuleNode.BackendShare::fault)
                    .satisfiesExactly(
                            good -> assertThat(good).isNull(),
                            bad -> assertThat(bad).extracting("reason").isEqualTo("IncompatibleFilters"));
        }

        @Test
        void aBackendThatIsNotThereAndItsFiltersAreBothReported() {
            var graph = graph(gateway, route(parent(null, null), List.of(), rule(List.of(), backend(9999, UNKNOWN))));
            assertThat(graph.routes().getFirst().parents().getFirst().references())
                    .extracting(Condition::reason)
                    .containsExactly("BackendNotFound", "UnsupportedValue");
        }

        @Test
        void backendWithoutPortLeadsNowhere() {
            var graph = graph(gateway, route(parent(null, null), List.of(), rule(List.of(), backend(null))));
            assertThat(graph.routes().getFirst().parents().getFirst().references())
                    .extracting(Condition::reason)
                    .containsExactly("BackendNotFound");
        }

        @Test
        void onlyARouteWithoutAnyGoodRuleIsNotAttached() {
            var bad = rule(List.of(REWRITE, REWRITE), backend(8080));
            assertThat(accepted(graph(gateway, route(parent(null, null), List.of(), bad, GOOD)))
                            .holds())
                    .isTrue();
            assertThat(accepted(graph(gateway, route(parent(null, null), List.of(), bad, bad)))
                            .holds())
                    .isFalse();
        }

        private String reason(HttpRoute.Rule rule) {
            return accepted(graph(gateway, route(parent(null, null), List.of(), rule)))
                    .reason();
        }
    }

    private static List<RuleNode> rules(Graph graph) {
        return graph.routes().getFirst().attachments().findFirst().orElseThrow().rules();
    }

    private static Condition accepted(Graph graph) {
        ParentNode parent = graph.routes().getFirst().parents().getFirst();
        return parent.verdict().accepted();
    }
}
