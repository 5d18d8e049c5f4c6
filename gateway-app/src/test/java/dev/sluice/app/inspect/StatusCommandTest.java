package dev.sluice.app.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StatusCommandTest {

    private static final String BROKEN = """
            HTTPRoute default/two
              parent Gateway default/edge
                ResolvedRefs         False    BackendNotFound
                  Service default/nobody does not exist; create it or correct the backendRef
            """;

    @TempDir
    private Path folder;

    private Shell run(String... arguments) {
        return Shell.run(new CommandLine(new StatusCommand()), folder, arguments);
    }

    private String files() {
        return folder.toString();
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("a.yaml"),
                Folder.GATEWAY + "---\n" + Folder.route("one", "shop") + "---\n" + Folder.route("two", "nobody"));
    }

    @Nested
    class AFolder {

        @Test
        void isShownWithEveryCondition() {
            assertThat(run(files()))
                    .isEqualTo(new Shell(
                            1,
                            """
                    GatewayClass sluice
                      Accepted             True     Accepted
                    Gateway default/edge
                      Accepted             True     Accepted
                      ResolvedRefs         True     ResolvedRefs
                      Programmed           Unknown  Pending
                        Not known here: only a running gateway opens sockets
                      listener http
                        Accepted             True     Accepted
                        Conflicted           False    NoConflicts
                        ResolvedRefs         True     ResolvedRefs
                        Programmed           Unknown  Pending
                          Not known here: only a running gateway opens sockets
                    HTTPRoute default/one
                      parent Gateway default/edge
                        Accepted             True     Accepted
                        ResolvedRefs         True     ResolvedRefs
                    """ + BROKEN.replace("edge\n", "edge\n    Accepted             True     Accepted\n"),
                            ""));
        }

        @Test
        void isShownWithWhatIsWrongOnly() {
            assertThat(run("-q", files())).isEqualTo(new Shell(1, BROKEN, ""));
        }
    }

    @Nested
    class AnObject {

        @Test
        void isChosenByKindAndName() {
            assertThat(run("-q", "httproute", "two", files()).out()).isEqualTo(BROKEN);
            assertThat(run("-q", "HTTPRoutes", "default/two", files()).out()).isEqualTo(BROKEN);
            assertThat(run("HTTPRoute", "one", files())).isEqualTo(new Shell(0, """
                    HTTPRoute default/one
                      parent Gateway default/edge
                        Accepted             True     Accepted
                        ResolvedRefs         True     ResolvedRefs
                    """, ""));
        }

        @Test
        void isChosenByNamespace() {
            assertThat(run("-n", "default", "gatewayclass", files()).exitCode()).isEqualTo(1);
            assertThat(run("httproute", "-n", "default", files()).out()).contains("default/one", "default/two");
        }

        @Test
        void thatIsNotThereEndsWithOne() {
            assertThat(run("gateway", "public", files()))
                    .isEqualTo(
                            new Shell(1, "", "sluice: no status of Gateway public; no Gateway of ours is concerned\n"));
        }

        @Test
        void isYamlAsKubectlWritesIt() {
            assertThat(run("httproute", "one", "-o", "yaml", files()).out()).isEqualTo("""
                    apiVersion: v1
                    kind: List
                    items:
                    - apiVersion: gateway.networking.k8s.io/v1
                      kind: HTTPRoute
                      metadata:
                        name: one
                        namespace: default
                      status:
                        parents:
                        - parentRef:
                            group: gateway.networking.k8s.io
                            kind: Gateway
                            name: edge
                          controllerName: sluice.dev/gateway-controller
                          conditions:
                          - type: Accepted
                            status: 'True'
                            observedGeneration: 1
                            reason: Accepted
                            message: The route is attached
                          - type: ResolvedRefs
                            status: 'True'
                            observedGeneration: 1
                            reason: ResolvedRefs
                            message: Every reference is resolved
                    """);
        }

        @Test
        void isJsonToo() {
            assertThat(run("gatewayclass", "-o", "json", files()).out())
                    .contains("\"kind\" : \"List\"", "\"kind\" : \"GatewayClass\"")
                    .contains("\"name\" : \"sluice\"");
        }
    }

    @Nested
    class ARunningGateway {

        private static final String PAGE = """
                {"items":[{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","name":{"namespace":"default",
                "name":"%s"},"status":{"conditions":[{"type":"Programmed","status":"True","reason":"Programmed",
                "message":"The sockets of all valid Listeners are open"}]}}],"next":%s}
                """;

        @Test
        void isAskedPageByPage() throws IOException {
            try (var actuator = new Actuator(Map.of(
                    "/actuator/sluice/status",
                    PAGE.formatted("a", "\"Gateway default/a\""),
                    "/actuator/sluice/status?after=Gateway+default%2Fa",
                    PAGE.formatted("b", "null")))) {
                assertThat(run("gateway", "--management", actuator.place())).isEqualTo(new Shell(0, """
                        Gateway default/a
                          Programmed           True     Programmed
                        Gateway default/b
                          Programmed           True     Programmed
                        """, ""));
            }
        }
    }
}
