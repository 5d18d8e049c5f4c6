package dev.sluice.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.graph.GraphSettings;
import dev.sluice.graph.extension.FilterFactories;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.StatusDocument;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.source.Problem;
import dev.sluice.source.SourceSnapshot;
import dev.sluice.source.file.FolderReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DryRunTest {

    private static final String GATEWAY = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: sluice
              listeners:
              - {name: http, port: 80, protocol: HTTP}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: a}
            spec: {ports: [{port: 80}]}
            """;

    private static final String ROUTE = """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: a}
            spec:
              parentRefs: [{name: %s}]
              rules:
              - backendRefs: [{name: %s, port: 80}]
            """;

    private static DryRun run(String text) {
        SourceSnapshot snapshot = FolderReader.read(List.of(), text, "a.yaml");
        return DryRun.of(
                snapshot,
                GraphSettings.forFolder(FilterFactories.NOT_CHECKED),
                InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z")));
    }

    private static List<String> problems(String text) {
        return run(text).problems().stream().map(Problem::toString).toList();
    }

    private static String status(DryRun run, String kind) {
        return run.state().statuses().stream()
                .filter(document -> document.kind().equals(kind))
                .map(StatusDocument::status)
                .toList()
                .toString();
    }

    @Nested
    class ASocket {

        /** Nobody opened it, so that it is open must not be said, nor that it could not be. */
        @Test
        void isUnknownAndNoProblem() {
            DryRun run = run(GATEWAY + ROUTE.formatted("edge", "a"));

            assertThat(run.problems()).isEmpty();
            assertThat(status(run, "Gateway"))
                    .contains("type=Programmed, status=Unknown")
                    .contains("only a running gateway opens sockets")
                    .doesNotContain("type=Programmed, status=True")
                    .doesNotContain("type=Programmed, status=False");
        }
    }

    @Nested
    class AConditionThatIsFalse {

        @Test
        void isAnErrorAtTheNameOfItsObject() {
            assertThat(problems(GATEWAY + ROUTE.formatted("edge", "b")))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "a.yaml:21:12 error HTTPRoute default/a: parent Gateway default/edge: ResolvedRefs=False")
                    .contains("Service default/b does not exist");
        }
    }

    @Nested
    class AnObjectThatNobodyAnswersFor {

        @Test
        void isAWarningAtTheFieldThatNamesWhatIsMissing() {
            assertThat(problems(GATEWAY + ROUTE.formatted("edgy", "a")))
                    .containsExactly("a.yaml:23:16 warning HTTPRoute default/a: spec.parentRefs[0]: there is no Gateway"
                            + " default/edgy; correct the name, or add it");
        }
    }

    @Nested
    class AnErrorInAFile {

        @Test
        void keepsAllFromBeingJudged() {
            DryRun run = run(GATEWAY + ROUTE.formatted("edge", "b") + "  rulez: []\n");

            assertThat(run.problems()).singleElement().asString().contains("rulez");
            assertThat(run.state().statuses()).isEmpty();
        }
    }

    @Nested
    class ASpringFilter {

        private static final String FILTER = """
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: SpringFilter
                metadata: {name: who}
                spec: {factory: Who}
                """;

        private static final String USE = """
                    filters:
                    - type: ExtensionRef
                      extensionRef: {group: sluice.dev, kind: SpringFilter, name: who}
                """;

        @Test
        void isUnknownAndItsRulesAreServed() {
            DryRun run = run(GATEWAY + ROUTE.formatted("edge", "a") + USE + FILTER);

            assertThat(run.problems()).isEmpty();
            assertThat(status(run, "SpringFilter")).contains("type=ResolvedRefs, status=Unknown");
            assertThat(run.state().config().sockets().toString())
                    .contains("Who")
                    .doesNotContain("Refuse");
        }
    }

    @Nested
    class WhatIsServedAsItIsWritten {

        @Test
        void isWarnedOfWhereAFilterHasNoEffect() {
            String redirect = """
                        filters:
                        - type: RequestHeaderModifier
                          requestHeaderModifier: {remove: [x-a]}
                        - type: RequestRedirect
                          requestRedirect: {hostname: b.example.com}
                    """;
            assertThat(problems(GATEWAY
                            + ROUTE.formatted("edge", "a").replace("- backendRefs: [{name: a, port: 80}]", "-")
                            + redirect))
                    .containsExactly("a.yaml:26:5 warning HTTPRoute default/a: spec.rules[0].filters:"
                            + " RequestHeaderModifier has no effect: the rule redirects, so no request is forwarded;"
                            + " remove it, or correct it");
        }
    }

    /** The source says once for all of them that there is no room. */
    @Test
    void aRouteWithoutRoomHasAConditionAndIsNoProblemOfItsOwn() {
        var snapshot = FolderReader.read(List.of(), GATEWAY + ROUTE.formatted("edge", "a"), "a.yaml");
        var route =
                (HttpRoute) snapshot.state().all(Kinds.HTTP_ROUTE).firstEntry().getValue();
        var why = new Unreadable(Unreadable.Ground.MEMORY, "spec", "there is no room", "remove objects");
        var kind = Kinds.ROUTES.stream()
                .filter(it -> it.equals(Kinds.HTTP_ROUTE))
                .findFirst()
                .orElseThrow();
        var without = new UnreadableRoute(route.metadata(), kind, route.parentRefs(), List.of(), why);
        var run = DryRun.of(
                new SourceSnapshot(snapshot.state().with(kind, List.of(without)), List.of(), true),
                GraphSettings.forFolder(FilterFactories.NOT_CHECKED),
                InstantSource.fixed(Instant.EPOCH));

        assertThat(status(run, "HTTPRoute"))
                .contains("type=Accepted, status=False")
                .contains("reason=InsufficientMemory")
                .contains("there is no room; remove objects");
        assertThat(run.problems()).isEmpty();
    }
}
