package dev.sluice.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.inspect.Inspection;
import dev.sluice.app.inspect.Shell;
import dev.sluice.source.Problem;
import dev.sluice.source.Problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ImportCommandTest {

    private static final Path CASES = Path.of("src/test/resources/import");

    private static final String CLASS = """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            """;

    private static final String GATEWAY = """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: sluice}
            spec: {gatewayClassName: sluice, listeners: [{name: http, port: 80, protocol: HTTP}]}
            """;

    private static Shell run(Path folder, String... arguments) {
        return Shell.run(new CommandLine(new ImportCommand()), folder, arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "ingress/basic, 1",
        "ingress/tls, 1",
        "ingress/nginx, 1",
        "scg/basic, 0",
        "scg/rewrites, 0",
        "scg/refused, 1",
        "scg/spring, 0"
    })
    void aFileIsTranslatedAsItsFolderSays(String name, int exitCode) throws IOException {
        Path folder = CASES.resolve(name);
        String kind = name.substring(0, name.indexOf('/'));
        Shell ended = kind.equals("scg")
                ? run(
                        folder,
                        kind,
                        "--lb-port",
                        "8080",
                        "-n",
                        "default",
                        folder.resolve("input.yaml").toString())
                : run(folder, kind, folder.resolve("input.yaml").toString());

        golden(folder.resolve("output.yaml"), ended.out());
        golden(folder.resolve("problems.txt"), ended.err());
        assertThat(ended.exitCode()).isEqualTo(exitCode);
        assertThat(mistakes(ended.out() + CLASS + (kind.equals("scg") ? GATEWAY : "")))
                .isEmpty();
    }

    /** What an API server would refuse, and conditions that do not name an object which is elsewhere. */
    private static List<String> mistakes(String yaml) {
        Inspection found = Inspection.of(List.of(), yaml, "sluice.dev/gateway-controller");
        assertThat(found.state().version()).isPositive();
        return found.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(Problem::toString)
                .filter(line -> !line.contains("ResolvedRefs=False"))
                .toList();
    }

    private static void golden(Path file, String text) throws IOException {
        if (System.getProperty("golden.update") != null) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @Test
    void withoutThePortOfLbSuchARouteIsNotWritten() {
        Path folder = CASES.resolve("scg/basic");

        Shell ended = run(folder, "scg", folder.resolve("input.yaml").toString());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).contains("lb://blue names no port");
        assertThat(ended.out()).doesNotContain("blue");
    }

    @Test
    void aServiceOfAnotherNamespaceIsAllowedWhereThatOfTheRoutesIsKnown() {
        String file = CASES.resolve("scg/basic/input.yaml").toString();

        assertThat(run(CASES, "scg", "--lb-port", "80", "-n", "edge", file).out())
                .contains("kind: ReferenceGrant", "name: routes-of-edge-to-shop");
        assertThat(run(CASES, "scg", "--lb-port", "80", file).err())
                .contains("note route Shop Front: uri: Service prod/shop is in another namespace");
    }

    @Test
    void theStandardInputIsRead() {
        Shell ended = Shell.pipe(
                "spring.cloud.gateway.routes: [{id: a, uri: 'http://a', predicates: [Path=/a]}]",
                new CommandLine(new ImportCommand()),
                "scg",
                "--gateway",
                "edge",
                "-");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains("name: a", "- name: edge", "value: /a");
    }

    @ParameterizedTest
    @CsvSource({
        "'a: [', 'not YAML'",
        "'- a', 'not an object'",
    })
    void whatIsNoYamlIsNamedWithItsPlace(String text, String cause) {
        Shell ended = Shell.pipe(text, new CommandLine(new ImportCommand()), "ingress", "-");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.err()).startsWith("sluice: stdin:1").contains(cause);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThat(run(CASES, "scg", "nowhere.yaml").err())
                .isEqualTo("sluice: nowhere.yaml: no such file; name one, or - for the standard input\n");
    }

    @Test
    void withoutAKindTheCommandLineIsWrong() {
        assertThat(run(CASES).exitCode()).isEqualTo(2);
    }

    @Test
    void nothingToTranslateIsAnAnswerOfNo() {
        assertThat(Shell.pipe("a: b", new CommandLine(new ImportCommand()), "scg", "-"))
                .isEqualTo(new Shell(1, "", ""));
    }
}
