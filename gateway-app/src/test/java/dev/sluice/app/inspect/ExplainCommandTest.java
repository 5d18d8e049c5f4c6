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

class ExplainCommandTest {

    @TempDir
    private Path folder;

    private Shell run(String... arguments) {
        return Shell.run(new CommandLine(new ExplainCommand()), folder, arguments);
    }

    private String files() {
        return folder.toString();
    }

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), Folder.GATEWAY + "---\n" + Folder.route("shop", "shop") + """
                      - matches: [{path: {value: /hello}, headers: [{name: x-env, value: canary}]}]
                        backendRefs: [{name: shop, port: 8080}]
                    """);
    }

    @Nested
    class ARequestThatIsTaken {

        @Test
        void isShownWithItsRuleAndWhatThatDoes() {
            assertThat(run("-H", "X-Env: canary", "http://localhost:8080/hello", files()))
                    .isEqualTo(new Shell(0, """
                            GET http://localhost:8080/hello
                              Gateway default/edge:80
                                taken by  HTTPRoute default/shop rule 1: path prefix /hello && header x-env
                                          = canary
                                does      Forward[default/shop:8080 weight 1]
                                Listener  chosen default/edge/http: the most specific hostname for this
                                          host: *
                                next      HTTPRoute default/shop rule 0: path prefix /cart
                                          path: /hello (expected: prefix /cart)
                            """, ""));
        }

        @Test
        void isTheActuatorsAnswerAsJson() {
            assertThat(run("-o", "json", "http://localhost/cart", files()).out())
                    .contains("\"socket\" : \"default/edge:80\"")
                    .contains("\"result\" : \"httproute/default/shop/0@default/edge/http\"");
        }
    }

    @Nested
    class ARequestThatIsNotTaken {

        @Test
        void isShownWithTheNearestRuleAndWhatDoesNotMatch() {
            assertThat(run("-X", "POST", "http://localhost/hello", files())).isEqualTo(new Shell(1, """
                    POST http://localhost/hello
                      Gateway default/edge:80
                        answer    404 no_route
                        Listener  chosen default/edge/http: the most specific hostname for this
                                  host: *
                        nearest   HTTPRoute default/shop rule 1: path prefix /hello && header x-env
                                  = canary
                                  header x-env: absent (expected: canary)
                                  HTTPRoute default/shop rule 0: path prefix /cart
                                  path: /hello (expected: prefix /cart)
                    """, ""));
        }

        @Test
        void namesThePortsThatThereAre() {
            assertThat(run("http://localhost:81/", files())).isEqualTo(new Shell(1, """
                    GET http://localhost:81/
                      no Listener for HTTP on port 81; there are: 80 (HTTP, bound as 8080)
                    """, ""));
        }
    }

    @Nested
    class AQuestionThatCannotBeAnswered {

        @Test
        void endsWithOneAndTheMistake() {
            assertThat(run("localhost/cart", files()))
                    .isEqualTo(new Shell(
                            1,
                            "",
                            "sluice: url: localhost/cart (expected: an absolute one, such as"
                                    + " http://shop.example.com/cart)\n"));
        }

        @Test
        void ofFilesWithMistakesNamesTheFirst() throws IOException {
            Files.writeString(folder.resolve("b.yaml"), "a: b\n");

            assertThat(run("http://localhost/", files()).err())
                    .startsWith("sluice: FOLDER/b.yaml:1:1 error object without a name: apiVersion: missing");
        }

        @Test
        void withoutFolderOrGatewayEndsWithTwo() {
            assertThat(run("http://localhost/").exitCode()).isEqualTo(2);
            assertThat(run("http://localhost/", "--management", "9090", files()).exitCode())
                    .isEqualTo(2);
        }
    }

    @Nested
    class ARunningGateway {

        private static final String VERDICTS = """
                [{"socket":"default/edge:80","result":"404 no_route","steps":[],"listeners":[],"matches":[],"omitted":2}]
                """;

        @Test
        void isAskedForTheWholeRequest() throws IOException {
            String question = "/actuator/sluice/explain?method=GET&url=http%3A%2F%2Flocalhost%2F&header=a%3A+b"
                    + "&sni=c.example.com&from=d";
            try (var actuator = new Actuator(Map.of(question, VERDICTS))) {
                assertThat(run(
                                "http://localhost/",
                                "-H",
                                "a: b",
                                "--sni",
                                "c.example.com",
                                "--from",
                                "d",
                                "--management",
                                actuator.place()))
                        .isEqualTo(new Shell(1, """
                                GET http://localhost/
                                  Gateway default/edge:80
                                    answer    404 no_route
                                              and 2 more; --all shows the nearest 50
                                """, ""));
                assertThat(actuator.asked()).containsExactly(question);
            }
        }

        @Test
        void thatRefusesTheQuestionSaysWhy() throws IOException {
            try (var actuator = new Actuator(
                    Map.of("/actuator/sluice/explain?method=GET&url=x", "400{\"error\":\"url: x (expected: y)\"}"))) {
                assertThat(run("x", "--management", actuator.place()).err())
                        .isEqualTo("sluice: url: x (expected: y)\n");
            }
        }

        @Test
        void thatIsNoneIsSaid() throws IOException {
            String place;
            try (var actuator = new Actuator(Map.of())) {
                place = actuator.place();
                assertThat(run("http://localhost/", "--management", place).err())
                        .contains(place + ": status 404: no gateway answers this here");
            }
            assertThat(run("http://localhost/", "--management", place))
                    .isEqualTo(new Shell(
                            1,
                            "",
                            "sluice: http://%s: no gateway answers; start one, or name its management port\n"
                                    .formatted(place)));
        }
    }
}
