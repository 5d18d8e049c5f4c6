package dev.sluice.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.resource.ClusterState;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestReaderTest {

    private static final ObjectName CART = new ObjectName("shop", "cart");

    private static final String ROUTE = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: cart, namespace: shop}
            spec:
              rules:
              - matches:
                - headers: [{name: color, value: %s}]
            """;

    private static String headerValue(String scalar) {
        var read = ManifestReader.read("a.yaml", ROUTE.formatted(scalar));
        assertThat(read.problems()).isEmpty();
        return route(read.state())
                .spec()
                .rules()
                .getFirst()
                .matches()
                .getFirst()
                .headers()
                .getFirst()
                .value();
    }

    private static HttpRoute route(ClusterState state) {
        return (HttpRoute) Objects.requireNonNull(state.all(Kinds.HTTP_ROUTE).get(CART));
    }

    @Nested
    class Scalars {

        @ParameterizedTest
        @ValueSource(strings = {"0120", "-017"})
        void anOctalNumberIsRefused(String scalar) {
            assertThat(ManifestReader.read("a.yaml", ROUTE.formatted(scalar)).problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("octal"));
        }

        @Test
        void aNumberOfManyDigitsIsRefusedBeforeItIsRead() {
            assertThat(ManifestReader.read("a.yaml", ROUTE.formatted("9".repeat(1_000_000)))
                            .problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).isEqualTo("a number of 1000000 digits"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"yes", "on", "y", "No", "OFF", "true", "17", "1.5", "1e3", "~", "null"})
        void plainWordsThatKubectlReadsAsOtherThanStringsAreRefused(String scalar) {
            var problems =
                    ManifestReader.read("a.yaml", ROUTE.formatted(scalar)).problems();

            assertThat(problems)
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("(expected: string)"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"yes", "on", "17", "1.5", "null", "2026-01-01"})
        void inQuotesTheyAreStrings(String scalar) {
            assertThat(headerValue('"' + scalar + '"')).isEqualTo(scalar);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2026-01-01", "yess", "0x", "1.2.3", "-"})
        void otherPlainWordsAreStrings(String scalar) {
            assertThat(headerValue(scalar)).isEqualTo(scalar);
        }

        @Test
        void anExplicitStringTagMakesAString() {
            assertThat(headerValue("!!str 17")).isEqualTo("17");
        }

        @Test
        void otherTagsAreRefused() {
            assertThat(ManifestReader.read("a.yaml", ROUTE.formatted("!java.net.URL x"))
                            .problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("tag"));
        }
    }

    @Nested
    class Documents {

        @Test
        void severalDocumentsAndEmptyOnesAreRead() {
            var read = ManifestReader.read(
                    "a.yaml", "---\n---\n# nothing\n---\n" + namespace("a") + "---\n" + namespace("b"));

            assertThat(read.problems()).isEmpty();
            assertThat(read.state().all(Kinds.NAMESPACE))
                    .containsOnlyKeys(new ObjectName("", "a"), new ObjectName("", "b"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"List", "NamespaceList"})
        void itemsOfAListAreObjects(String kind) {
            var read = ManifestReader.read(
                    "a.yaml",
                    "apiVersion: v1\nkind: " + kind
                            + "\nitems:\n- {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n- {apiVersion: v1, kind: Namespace, metadata: {nam: b}}\n");

            assertThat(read.state().all(Kinds.NAMESPACE)).containsOnlyKeys(new ObjectName("", "a"));
            assertThat(read.problems())
                    .extracting(Problem::location, Problem::field)
                    .contains(tuple("a.yaml:5:48", "metadata.nam"));
        }

        @Test
        void jsonIsRead() {
            var read = ManifestReader.read(
                    "a.json", "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"a\"}}");

            assertThat(read.problems()).isEmpty();
            assertThat(read.state().all(Kinds.NAMESPACE)).hasSize(1);
        }

        @Test
        void aliasesAndMergeKeysAreWrittenOut() {
            var read = ManifestReader.read("a.yaml", """
                    apiVersion: v1
                    kind: Namespace
                    metadata:
                      name: &name a
                      annotations: &all {x: "1", y: *name}
                      labels: {<<: *all, x: "2"}
                    """);

            assertThat(read.problems()).isEmpty();
            assertThat(read.state()
                            .all(Kinds.NAMESPACE)
                            .firstEntry()
                            .getValue()
                            .metadata()
                            .labels())
                    .containsEntry("x", "2")
                    .containsEntry("y", "a");
        }

        @Test
        void duplicateKeysAreRefusedWithBothLines() {
            assertThat(ManifestReader.read("a.yaml", namespace("a") + "kind: Service\n")
                            .problems())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.location()).isEqualTo("a.yaml:4:1");
                        assertThat(it.cause())
                                .contains("duplicate key \"kind\"")
                                .contains("line 2");
                    });
        }

        @Test
        void aBombOfAliasesIsRefused() {
            var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
            for (int i = 1; i < 10; i++) {
                text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
            }

            assertThat(ManifestReader.read("a.yaml", text.toString()).problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("more than"));
        }

        @ParameterizedTest
        @ValueSource(ints = {70, 100_000})
        void deepNestingIsRefused(int depth) {
            assertThat(ManifestReader.read("a.yaml", "a: " + "[".repeat(depth) + "]".repeat(depth))
                            .problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).contains("nested"));
        }

        @Test
        void brokenSyntaxIsToldWithItsPlaceAndWhatWasBeforeIsRead() {
            var read = ManifestReader.read("a.yaml", namespace("a") + "---\nkind: [\n");

            assertThat(read.problems()).singleElement().satisfies(it -> {
                assertThat(it.location()).startsWith("a.yaml:6:");
                assertThat(it.cause()).startsWith("not YAML");
            });
            assertThat(read.state().all(Kinds.NAMESPACE)).hasSize(1);
        }

        @Test
        void aCharacterThatIsNotTextIsToldWithItsPlace() {
            assertThat(ManifestReader.read("a.yaml", namespace("a") + "# 1\n  \0")
                            .problems())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.location()).isEqualTo("a.yaml:5:3");
                        assertThat(it.cause()).contains("U+0000");
                    });
        }

        @Test
        void aTemplateIsRefusedAtItsPlace() {
            assertThat(ManifestReader.read("a.yaml", "kind: Namespace\nmetadata:\n  name: {{ .Values.name }}\n")
                            .problems())
                    .singleElement()
                    .satisfies(it -> {
                        assertThat(it.location()).isEqualTo("a.yaml:3:10");
                        assertThat(it.remedy()).contains("template");
                    });
        }

        @Test
        void anotherVersionOfYamlIsRefused() {
            assertThat(ManifestReader.read("a.yaml", "%YAML 9.9\n---\na: 1\n").problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).isEqualTo("YAML 9.9 is not read"));
        }

        /** Source: the announcement of Gateway API v1.1. */
        @Test
        void serviceThatIsNamedLooselyIsToldAndRead() {
            var read = ManifestReader.read("a.yaml", """
                    apiVersion: gateway.networking.k8s.io/v1alpha2
                    kind: BackendLBPolicy
                    metadata: {name: lb}
                    spec:
                      targetRefs:
                      - {group: "", kind: Service, name: a}
                      - {group: core, kind: service, name: b}
                    """);

            assertThat(read.problems()).singleElement().satisfies(it -> {
                assertThat(it.severity()).isEqualTo(Problem.Severity.WARNING);
                assertThat(it.location()).isEqualTo("a.yaml:7:5");
                assertThat(it.field()).isEqualTo("spec.targetRefs[1]");
                assertThat(it.remedy()).isEqualTo("write group: \"\" and kind: Service");
            });
            assertThat(read.state().all(Kinds.BACKEND_LB_POLICY)).hasSize(1);
        }

        @Test
        void itemsOfAListWithinAListAreRead() {
            var inner = "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: a}}]}";
            var read = ManifestReader.read("a.yaml", "apiVersion: v1\nkind: List\nitems: [" + inner + "]\n");

            assertThat(read.problems()).isEmpty();
            assertThat(read.state().all(Kinds.NAMESPACE)).hasSize(1);
        }

        @ParameterizedTest
        @ValueSource(strings = {"just words", "[1, 2]", "17"})
        void whatIsNoObjectIsRefused(String text) {
            assertThat(ManifestReader.read("a.yaml", text).problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.cause()).isEqualTo("not an object"));
        }
    }

    @Nested
    class Problems {

        @Test
        void whatAFileSaysNeitherBeginsALineNorSteersTheTerminal() {
            var problems = ManifestReader.read(
                            "a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: \"a\\n\\e[31m\"}\n")
                    .problems();

            assertThat(problems)
                    .singleElement()
                    .satisfies(it -> assertThat(it.toString())
                            .contains("a\\x{A}\\x{1B}[31m")
                            .doesNotContain("\n", "\u001b"));
        }

        @Test
        void everyMistakeIsToldAtOnceWithItsPlace() {
            var problems = ManifestReader.read("a.yaml", """
                            apiVersion: gateway.networking.k8s.io/v1
                            kind: HTTPRoute
                            metadata: {name: cart}
                            spec:
                              parentRef: []
                              rules:
                              - matches:
                                - path: {type: Prefix}
                                backendRefs:
                                - name: a
                                  port: 70000
                            """).problems();

            assertThat(problems)
                    .extracting(Problem::toString)
                    .containsExactly(
                            "a.yaml:5:3 error HTTPRoute default/cart: spec.parentRef: unknown field \"parentRef\"; did you mean"
                                    + " \"parentRefs\"?",
                            "a.yaml:8:14 error HTTPRoute default/cart: spec.rules[0].matches[0].path.type: \"Prefix\" (expected:"
                                    + " one of Exact, PathPrefix, RegularExpression); did you mean \"PathPrefix\"?",
                            "a.yaml:11:7 error HTTPRoute default/cart: spec.rules[0].backendRefs[0].port: 70000 (expected:"
                                    + " 1-65535); choose a value in that range");
        }

        @Test
        void whatIsMissingIsPlacedAtWhatItIsMissingFrom() {
            var problems = ManifestReader.read("a.yaml", ROUTE.formatted("x").replace(", value: x", ""))
                    .problems();

            assertThat(problems)
                    .singleElement()
                    .satisfies(it -> assertThat(it.location()).isEqualTo("a.yaml:7:17"));
        }

        @Test
        void ofTwoObjectsWithOneNameTheLaterIsUsedAndBothPlacesAreTold() {
            var read = ManifestReader.join(
                    List.of(file("a.yaml", ROUTE.formatted("x")), file("b.yaml", ROUTE.formatted("z"))),
                    Generations.NONE);

            assertThat(read.problems()).singleElement().satisfies(it -> {
                assertThat(it.severity()).isEqualTo(Problem.Severity.WARNING);
                assertThat(it.location()).startsWith("b.yaml:3:");
                assertThat(it.cause()).contains("a.yaml:3:");
            });
            assertThat(read.objects()).filteredOn(HttpRoute.class::isInstance).hasSize(1);
            assertThat(route(ClusterState.of(read.objects())).spec().rules().toString())
                    .contains("value=z")
                    .doesNotContain("value=x");
        }

        @Test
        void aKindThatIsNotReadIsNamedOnceAndHarmsNothing() {
            String deployment = "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n";
            var read = ManifestReader.read("a.yaml", ROUTE.formatted("x") + deployment + deployment);

            assertThat(read.problems()).singleElement().satisfies(it -> {
                assertThat(it.severity()).isEqualTo(Problem.Severity.NOTE);
                assertThat(it.cause()).contains("apps/Deployment");
            });
            assertThat(read.state().all(Kinds.HTTP_ROUTE)).hasSize(1);
        }

        @Test
        void aKindThatIsNotReadIsNamedOnceAlsoInSeveralFiles() {
            String deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n";
            var read = ManifestReader.join(
                    List.of(file("a.yaml", deployment), file("b.yaml", deployment)), Generations.NONE);

            assertThat(read.problems())
                    .singleElement()
                    .satisfies(it -> assertThat(it.location()).startsWith("a.yaml:"));
        }

        @Test
        void valuesOfSecretsAreNeverShown() {
            var problems = ManifestReader.read(
                            "a.yaml",
                            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {x: '%%geheim', y: 4711}\n")
                    .problems();

            assertThat(problems)
                    .hasSize(2)
                    .allSatisfy(it -> assertThat(it.toString()).doesNotContain("geheim", "4711"));
        }
    }

    @Nested
    class NamespacesOfAFolder {

        @Test
        void oneThatIsNotDeclaredIsImplied() {
            var namespaces =
                    ManifestReader.read("a.yaml", ROUTE.formatted("x")).state().all(Kinds.NAMESPACE);

            assertThat(namespaces).containsOnlyKeys(new ObjectName("", "shop"));
            assertThat(namespaces.firstEntry().getValue().metadata().labels())
                    .containsExactly(Map.entry("kubernetes.io/metadata.name", "shop"));
        }

        @Test
        void aDeclaredOneKeepsItsLabelsAndGetsTheOneOfTheApiServer() {
            var state = ManifestReader.read(
                            "a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: a}}\n")
                    .state();

            assertThat(state.all(Kinds.NAMESPACE)
                            .firstEntry()
                            .getValue()
                            .metadata()
                            .labels())
                    .containsEntry("team", "a")
                    .containsEntry("kubernetes.io/metadata.name", "shop");
        }

        @Test
        void anObjectWithoutOneLiesInDefault() {
            var state = ManifestReader.read("a.yaml", ROUTE.formatted("x").replace(", namespace: shop", ""))
                    .state();

            assertThat(state.all(Kinds.HTTP_ROUTE)).containsOnlyKeys(new ObjectName("default", "cart"));
        }
    }

    @Nested
    class GenerationsOfObjects {

        private Reading read(String value, Generations before) {
            return ManifestReader.join(List.of(file("a.yaml", ROUTE.formatted(value))), before);
        }

        private long generation(Reading reading) {
            return route(ClusterState.of(reading.objects())).metadata().generation();
        }

        @Test
        void countChangesOfTheSpec() {
            Reading first = read("x", Generations.NONE);
            Reading same = read("x", first.generations());
            Reading changed = read("z", same.generations());

            assertThat(List.of(generation(first), generation(same), generation(changed)))
                    .containsExactly(1L, 1L, 2L);
        }

        @Test
        void areFollowedByWhatTheFileGives() {
            String given = ROUTE.replace("{name: cart", "{generation: 7, name: cart");
            var read = ManifestReader.join(
                    List.of(file("a.yaml", given.formatted("x"))),
                    read("x", Generations.NONE).generations());

            assertThat(generation(read)).isEqualTo(7);
        }

        @Test
        void whatIsWrittenAsBeforeStaysTheSameRecord() {
            String other = "---\n" + ROUTE.formatted("x").replace("name: cart", "name: other");
            Reading first =
                    ManifestReader.join(List.of(file("a.yaml", ROUTE.formatted("x") + other)), Generations.NONE);
            Reading changed =
                    ManifestReader.join(List.of(file("a.yaml", ROUTE.formatted("z") + other)), first.generations());

            var name = new ObjectName("shop", "other");
            assertThat(ClusterState.of(changed.objects()).all(Kinds.HTTP_ROUTE).get(name))
                    .isNotNull()
                    .isSameAs(ClusterState.of(first.objects())
                            .all(Kinds.HTTP_ROUTE)
                            .get(name));
            assertThat(generation(changed)).isEqualTo(2);
        }
    }

    private static FileContent file(String name, String text) {
        return FileContentReader.read(new ManifestFile(name, text, null, null));
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + name + "}\n";
    }
}
