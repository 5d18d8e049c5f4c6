package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.Configs.spring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.route.AskingClient.Ask;
import dev.sluice.route.AskingClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What lies between the data ports and the application around them, in both directions. */
class ApplicationGuardTest {

    private static final String CREDENTIALS =
            "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.US_ASCII));

    private static final String INFO = "--logging.level.dev.sluice.route=info";

    private static void serve(DataPlaneFixture gateway) {
        gateway.apply(Configs.of(1, gateway.dataPort, gateway.backend.port(), route("plain", "/served")));
    }

    @Nested
    class AForwardToTheApplication {

        @SuppressWarnings("NullAway.Init")
        private static DataPlaneFixture closed;

        @SuppressWarnings("NullAway.Init")
        private static DataPlaneFixture opened;

        @BeforeAll
        static void start() {
            closed = DataPlaneFixture.with(LaneSetting.AUTO);
            opened = DataPlaneFixture.with(LaneSetting.AUTO, "--sluice.spring.forward-paths=/controller,/open/**");
        }

        @AfterAll
        static void stop() {
            closed.close();
            opened.close();
        }

        private static Reply forward(DataPlaneFixture gateway, AskingClient client, String path) throws IOException {
            gateway.apply(Configs.of(
                    1,
                    gateway.dataPort,
                    gateway.backend.port(),
                    route("forwarded", "/", spring("ForwardTo", Map.of("path", path)))));
            return client.askOne(gateway.dataPort, Ask.get("/asked"));
        }

        @ParameterizedTest
        @CsvSource({
            "HTTP_1,/controller",
            "HTTP_2,/controller",
            "HTTP_1,/team-bean",
            "HTTP_2,/yaml/x",
            "HTTP_1,/none",
        })
        void reachesNothing(AskingClient client, String path) throws IOException {
            assertThat(forward(closed, client, path).status()).isEqualTo(404);
        }

        @ParameterizedTest
        @EnumSource
        void reachesAPathThatTheOperatorAllows(AskingClient client) throws IOException {
            assertThat(forward(opened, client, "/controller").body()).isEqualTo("controller");
        }

        @ParameterizedTest
        @CsvSource({"HTTP_1,/team-bean", "HTTP_2,/yaml/x", "HTTP_1,/controller/../yaml/x"})
        void reachesNoOther(AskingClient client, String path) throws IOException {
            assertThat(forward(opened, client, path).status()).isEqualTo(404);
        }

        @Test
        void isNoMatterOfTheApplicationsOwnPort() {
            assertThat(closed.get(closed.applicationPort(), "/controller").body())
                    .isEqualTo("controller");
        }
    }

    @Nested
    class AWebFilterThatIsApplied {

        @SuppressWarnings("NullAway.Init")
        private static DataPlaneFixture gateway;

        @BeforeAll
        static void start() {
            gateway = DataPlaneFixture.with(
                    LaneSetting.AUTO,
                    "--sluice.listen.web-filters=apply",
                    "--team.security=true",
                    "--team.web-filter=true");
            serve(gateway);
        }

        @AfterAll
        static void stop() {
            gateway.close();
        }

        @ParameterizedTest
        @CsvSource({"HTTP_1,/served", "HTTP_2,/served", "HTTP_1,/no-rule", "HTTP_2,/no-rule"})
        void guardsEveryListener(AskingClient client, String path) throws IOException {
            Reply reply = client.askOne(gateway.dataPort, Ask.get(path));

            assertThat(reply.status()).isEqualTo(401);
            assertThat(reply.header("www-authenticate")).contains("Basic");
        }

        @ParameterizedTest
        @EnumSource
        void letsInWhoHasCredentials(AskingClient client) throws IOException {
            List<Reply> replies = client.ask(
                    gateway.dataPort,
                    Ask.get("/served", "Authorization", CREDENTIALS),
                    Ask.of("POST", "/served", "Authorization", CREDENTIALS).with("hello"),
                    Ask.get("/no-rule", "Authorization", CREDENTIALS));

            assertThat(replies).extracting(Reply::status).containsExactly(200, 200, 404);
            assertThat(replies.get(1).body()).endsWith("hello");
        }

        @ParameterizedTest
        @EnumSource
        void mayAnswerItself(AskingClient client) throws IOException {
            assertThat(client.askOne(gateway.dataPort, Ask.get("/teapot", "Authorization", CREDENTIALS))
                            .status())
                    .isEqualTo(418);
        }
    }

    /** What an application is that adds Spring Security, and says nothing of Listeners. */
    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class ByDefault {

        @ParameterizedTest
        @CsvSource({
            "--team.security=true,401,WebFilterChainProxy",
            "--team.web-filter=true,200,TeamApplication",
        })
        void anApplicationsWebFiltersRunBeforeEveryListener(
                String property, int status, String named, CapturedOutput output) throws IOException {
            try (DataPlaneFixture gateway = DataPlaneFixture.with(LaneSetting.AUTO, property, INFO)) {
                serve(gateway);
                for (AskingClient client : AskingClient.values()) {
                    assertThat(client.askOne(gateway.dataPort, Ask.get("/served"))
                                    .status())
                            .isEqualTo(status);
                    assertThat(client.askOne(gateway.dataPort, Ask.get("/teapot"))
                                    .status())
                            .isEqualTo(status == 200 ? 418 : status);
                }
            }

            assertThat(output.getAll().lines().filter(line -> line.contains("run before every request to a Listener")))
                    .singleElement()
                    .asString()
                    .contains("INFO", named);
        }

        @Test
        void filtersOfTheFrameworkAreNoGuards(CapturedOutput output) throws IOException {
            try (DataPlaneFixture gateway = DataPlaneFixture.with(LaneSetting.AUTO, INFO)) {
                serve(gateway);
                assertThat(AskingClient.HTTP_1
                                .askOne(gateway.dataPort, Ask.get("/served"))
                                .status())
                        .isEqualTo(200);
            }

            assertThat(output.getAll()).doesNotContain("of Gateways").doesNotContain("to a Listener");
        }
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void anApplicationCanLeaveItsListenersOpenAndIsWarned(CapturedOutput output) throws IOException {
        try (DataPlaneFixture gateway =
                DataPlaneFixture.with(LaneSetting.AUTO, "--team.security=true", "--sluice.listen.web-filters=ignore")) {
            serve(gateway);
            for (AskingClient client : AskingClient.values()) {
                assertThat(client.askOne(gateway.dataPort, Ask.get("/served")).status())
                        .isEqualTo(200);
            }
        }

        assertThat(output.getAll().lines().filter(line -> line.contains("do not guard")))
                .singleElement()
                .asString()
                .contains("WARN", "WebFilterChainProxy", "sluice.listen.web-filters");
    }

    @ParameterizedTest
    @CsvSource({"apply,--team.web-filter=true", "auto,--team.security=true"})
    void noLaneOfItsOwnCanBeForcedBesideTheFilters(String use, String filter) {
        assertThatThrownBy(
                        () -> DataPlaneFixture.with(LaneSetting.NATIVE, "--sluice.listen.web-filters=" + use, filter))
                .rootCause()
                .hasMessageContaining("sluice.lane is native");
    }
}
