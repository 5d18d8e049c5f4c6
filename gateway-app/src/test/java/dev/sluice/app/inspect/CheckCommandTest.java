package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

    @TempDir
    private Path folder;

    private static CommandLine check() {
        return new CommandLine(new CheckCommand());
    }

    private Shell run(String... options) {
        String[] arguments =
                Stream.concat(Stream.of(options), Stream.of(folder.toString())).toArray(String[]::new);
        return Shell.run(check(), folder, arguments);
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("edge.yaml"), Folder.GATEWAY);
    }

    @Nested
    class AGoodFolder {

        @BeforeEach
        void write() throws IOException {
            Files.writeString(folder.resolve("shop.yaml"), Folder.route("shop", "shop"));
        }

        @Test
        void hasNoProblems() {
            assertThat(run()).isEqualTo(new Shell(0, "no problems\n", ""));
        }

        @Test
        void hasNoneAsJsonEither() {
            assertThat(run("-o", "json").out()).isEqualToNormalizingNewlines("""
                    {
                      "problems" : [ ],
                      "errors" : 0,
                      "warnings" : 0
                    }
                    """);
        }
    }

    @Nested
    class AConditionThatWouldBeFalse {

        @BeforeEach
        void write() throws IOException {
            Files.writeString(folder.resolve("shop.yaml"), Folder.route("shop", "shop-v11"));
        }

        @Test
        void isALineAndEndsWithOne() {
            assertThat(run()).isEqualTo(new Shell(1, """
                    FOLDER/shop.yaml:3:12 error HTTPRoute default/shop: parent Gateway default/edge: \
                    ResolvedRefs=False (BackendNotFound): Service default/shop-v11 does not exist; create it or \
                    correct the backendRef
                    1 error, 0 warnings
                    """, ""));
        }

        @Test
        void isAnObjectOfJson() {
            assertThat(run("--output", "JSON").out()).isEqualToNormalizingNewlines("""
                    {
                      "problems" : [ {
                        "file" : "FOLDER/shop.yaml",
                        "line" : 3,
                        "column" : 12,
                        "severity" : "error",
                        "object" : "HTTPRoute default/shop",
                        "field" : "parent Gateway default/edge: ResolvedRefs=False (BackendNotFound)",
                        "cause" : "Service default/shop-v11 does not exist; create it or correct the backendRef",
                        "remedy" : ""
                      } ],
                      "errors" : 1,
                      "warnings" : 0
                    }
                    """);
        }

        @Test
        void isAnAnnotationOfAWorkflow() {
            assertThat(run("-o", "github").out()).isEqualToNormalizingNewlines("""
                    ::error file=FOLDER/shop.yaml,line=3,col=12,title=HTTPRoute default/shop::HTTPRoute default/shop: \
                    parent Gateway default/edge: ResolvedRefs=False (BackendNotFound): Service default/shop-v11 does \
                    not exist; create it or correct the backendRef
                    1 error, 0 warnings
                    """);
        }
    }

    /** Source: escapeProperty of actions/toolkit; a comma would begin another property. */
    @Test
    void aFileNameWithACommaStaysOneProperty() throws IOException {
        Files.writeString(folder.resolve("a,b:c%.yaml"), "a: b\n");

        assertThat(run("-o", "github").out()).startsWith("::error file=FOLDER/a%2Cb%3Ac%25.yaml,line=1,col=1,title=");
    }

    @Nested
    class AWarning {

        @BeforeEach
        void write() throws IOException {
            Files.writeString(
                    folder.resolve("shop.yaml"), Folder.route("one", "shop") + "---\n" + Folder.route("two", "shop"));
        }

        @Test
        void isALineAndEndsWithZero() {
            assertThat(run()).isEqualTo(new Shell(0, """
                    FOLDER/shop.yaml:16:15 warning HTTPRoute default/two: spec.rules[0].matches[0]: no request can \
                    take it, because HTTPRoute default/one rule 0 has an equal match and comes first; remove one of \
                    the two, or let them differ
                    0 errors, 1 warning
                    """, ""));
        }

        @Test
        void endsWithOneIfStrict() {
            assertThat(run("--strict").exitCode()).isEqualTo(1);
        }
    }

    @Nested
    class AMistakeInAFile {

        @Test
        void isSaidAsTheApiServerWouldSayIt() throws IOException {
            Files.writeString(
                    folder.resolve("shop.yaml"), Folder.route("shop", "shop").replace("rules:", "rulez:"));

            assertThat(run()).isEqualTo(new Shell(1, """
                    FOLDER/shop.yaml:6:3 error HTTPRoute default/shop: spec.rulez: unknown field "rulez"; did you mean \
                    "rules"?
                    1 error, 0 warnings
                    """, ""));
        }
    }

    @Nested
    class TheStandardInput {

        @Test
        void isReadLikeAFile() {
            assertThat(Shell.pipe(Folder.GATEWAY + "---\n" + Folder.route("shop", "nobody"), check(), "-"))
                    .satisfies(it -> assertThat(it.exitCode()).isEqualTo(1))
                    .satisfies(it -> assertThat(it.out())
                            .startsWith("stdin:21:12 error HTTPRoute default/shop: ")
                            .endsWith("1 error, 0 warnings\n"));
        }

        /** As of a chart of an application, whose Gateway is somebody else's. */
        @Test
        void withoutAGatewayHasWarnings() {
            assertThat(Shell.pipe(Folder.route("shop", "shop"), check(), "-")).isEqualTo(new Shell(0, """
                            warning: nothing is served, because no GatewayClass has the controllerName \
                            sluice.dev/gateway-controller; add a GatewayClass with spec.controllerName \
                            sluice.dev/gateway-controller and a Gateway of it
                            stdin:5:16 warning HTTPRoute default/shop: spec.parentRefs[0]: there is no Gateway \
                            default/edge; correct the name, or add it
                            0 errors, 2 warnings
                            """, ""));
        }

        @Test
        void thatIsNoTextIsRefused() {
            assertThat(Shell.pipe("a\u0000", check(), "-").out()).contains("U+0000");
        }
    }

    @Test
    void anotherControllersClassIsNamedWithTheOneThatIsServed() throws IOException {
        Files.writeString(
                folder.resolve("edge.yaml"), Folder.GATEWAY.replace("sluice.dev/gateway", "example.net/gateway"));

        assertThat(run().out())
                .contains("no GatewayClass has the controllerName sluice.dev/gateway-controller (found: "
                        + "example.net/gateway-controller)");
        assertThat(run("--controller-name", "example.net/gateway-controller").out())
                .isEqualTo("no problems\n");
    }

    @Test
    void factoriesOfSpringFiltersAreSaidNotToBeChecked() throws IOException {
        Files.writeString(folder.resolve("who.yaml"), """
                apiVersion: sluice.dev/v1alpha1
                kind: SpringFilter
                metadata: {name: who}
                spec: {factory: Nobody}
                """);

        assertThat(run()).isEqualTo(new Shell(0, """
                no problems
                not checked here: the factories of SpringFilters, which only a running gateway knows
                """, ""));
    }

    @Test
    void filtersOfTheGatewayAreCheckedWithTheirSecrets() throws IOException {
        Files.writeString(folder.resolve("who.yaml"), """
                apiVersion: sluice.dev/v1alpha1
                kind: SpringFilter
                metadata: {name: who}
                spec: {factory: IpAccess, args: {alow: [10.0.0.0/8]}}
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: SpringFilter
                metadata: {name: keys}
                spec: {factory: ApiKeyAuth, args: {secretRef: {name: keys}}}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: sluice}
                spec: {controllerName: sluice.dev/gateway-controller}
                """);

        assertThat(run().out())
                .contains("spec.args.alow[0]: factory IpAccess has no such argument; it takes [allow, deny]")
                .contains("spec.args.secretRef: Secret default/keys does not exist; create it")
                .doesNotContain("not checked here");
    }

    @Test
    void aFolderThatIsNotThereEndsWithOne() {
        Path missing = folder.resolve("nowhere");

        assertThat(Shell.run(check(), folder, missing.toString()))
                .isEqualTo(new Shell(
                        1,
                        "",
                        "sluice: FOLDER/nowhere: no such file or folder; name one that holds Gateway API YAML\n"));
    }
}
