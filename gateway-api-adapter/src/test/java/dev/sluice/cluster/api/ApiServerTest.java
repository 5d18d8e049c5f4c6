package dev.sluice.cluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cluster.Clients;
import dev.sluice.testkit.FakeApiServer;
import dev.sluice.text.HostileWords;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class ApiServerTest {

    private static final String PATH = "/api/v1/namespaces/shop/services/edge";
    private static final String STORED = "{\"kind\": \"Service\", \"metadata\": {\"resourceVersion\": \"7\"}}";
    private static final ObjectNode OBJECT = json("{\"metadata\":{\"labels\":{\"a\":null}}}");

    private FakeApiServer fake;
    private KubernetesClient client;
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        fake = new FakeApiServer();
        fake.answerAlways(200, STORED);
        client = Clients.of(fake);
        server = new ApiServer(client);
    }

    @AfterEach
    void stop() {
        client.close();
        fake.close();
    }

    @Nested
    final class Requests {

        @Test
        void eachCallIsOneRequest() {
            server.create("/api/v1/namespaces/shop/services", OBJECT);
            server.patch(PATH, OBJECT);
            server.delete(PATH, "7");
            server.read(PATH);

            assertThat(fake.targets())
                    .containsExactly(
                            "POST /api/v1/namespaces/shop/services", "PATCH " + PATH, "DELETE " + PATH, "GET " + PATH);
        }

        @Test
        void whatIsCreatedIsSentWhole() {
            server.create("/api/v1/namespaces/shop/services", OBJECT);

            assertThat(fake.requests()).singleElement().satisfies(request -> {
                assertThat(request.contentType()).isEqualTo("application/json");
                assertThat(json(request.body())).isEqualTo(OBJECT);
            });
        }

        @Test
        void patchIsAMergePatchAndKeepsNullWhichRemoves() {
            server.patch(PATH, OBJECT);

            assertThat(fake.requests()).singleElement().satisfies(request -> {
                assertThat(request.contentType()).isEqualTo("application/merge-patch+json");
                assertThat(json(request.body())).isEqualTo(OBJECT);
            });
        }

        @Test
        void onlyTheVersionThatWasSeenIsDeleted() {
            server.delete(PATH, "7");

            assertThat(fake.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(json(request.body()).at("/preconditions/resourceVersion"))
                            .hasToString("\"7\""));
        }
    }

    @Nested
    final class Answers {

        @ParameterizedTest
        @ValueSource(ints = {200, 201, 202})
        void whatIsDoneGivesTheObject(int code) {
            fake.answerAlways(code, STORED);

            assertThat(server.patch(PATH, OBJECT)).isEqualTo(new Answer.Done(json(STORED)));
        }

        @Test
        void objectThatIsNotThereIsGone() {
            fake.answerAlways(404, "{}");

            assertThat(server.read(PATH)).isEqualTo(new Answer.Gone());
        }

        @Test
        void objectThatIsAnotherByNowIsAConflict() {
            fake.answerAlways(409, "{}");

            assertThat(server.patch(PATH, OBJECT)).isEqualTo(new Answer.Conflict());
        }

        @ParameterizedTest
        @ValueSource(ints = {400, 403, 413, 415, 422})
        void whatTheServerWillNeverTakeIsRefused(int code) {
            fake.answerAlways(code, "{\"kind\": \"Status\", \"message\": \"so it is\"}");

            assertThat(server.patch(PATH, OBJECT)).isEqualTo(new Answer.Refused(code, "so it is"));
        }

        @ParameterizedTest
        @ValueSource(ints = {401, 408, 429, 500, 503})
        void whatTheServerCannotForNowIsToBeTriedAgain(int code) {
            fake.answerAlways(code, "{}");

            assertThatThrownBy(() -> server.patch(PATH, OBJECT))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("PATCH " + PATH)
                    .hasMessageContaining("" + code);
        }

        @Test
        void answerThatIsNoJsonIsToBeTriedAgain() {
            fake.answerAlways(200, "<html>a proxy's page</html>");

            assertThatThrownBy(() -> server.read(PATH)).isInstanceOf(UnavailableException.class);
        }

        @ParameterizedTest
        @ValueSource(ints = {200, 403, 500})
        void wordsOfTheServerAreOneShortLine(int code) {
            for (String body : List.of(
                    HostileWords.of(1 << 20),
                    "[" + "x".repeat(1 << 20),
                    "{\"message\": \"" + HostileWords.json(1 << 20) + "\"",
                    "{\"message\": \"" + HostileWords.json(1 << 20) + "\"}")) {
                fake.answerAlways(code, body);

                HostileWords.assertIsHarmless(said());
            }
        }

        private String said() {
            try {
                return server.read(PATH) instanceof Answer.Refused refused ? refused.message() : "";
            } catch (UnavailableException away) {
                return String.valueOf(away.getMessage());
            }
        }

        @Test
        void answerThatIsNoObjectIsToBeTriedAgain() {
            fake.answerAlways(200, "[]");

            assertThatThrownBy(() -> server.read(PATH))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("without an object");
        }
    }

    @Nested
    final class AServerThatIsBusy {

        @ParameterizedTest
        @CsvSource({"429, 7, 7", "503, 0, 0", "503, 86400, 60", "429, -1, 0", "503, soon, 0"})
        void saysHowLongToWait(int code, String said, int seconds) {
            fake.askToWait(code, said);

            assertThatThrownBy(() -> server.read(PATH))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(seconds)));
        }

        @Test
        void needNotSayIt() {
            fake.answerAlways(429, "{}");

            assertThatThrownBy(() -> server.read(PATH))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            busy -> assertThat(busy.retryAfter()).isZero());
        }
    }

    @Nested
    final class Patience {

        @Test
        void endsForAServerThatSwallowsRequests() {
            fake.swallow();

            assertThatThrownBy(() -> server.within(Duration.ofMillis(50)).read(PATH))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("GET " + PATH);
        }

        @Test
        void endsWithTheThread() {
            fake.swallow();
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> server.read(PATH)).hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Nested
    final class Refusals {

        @Test
        void wordsThatQuoteAUserFitIntoOneLine() {
            fake.answerAlways(422, "{\"message\": \"invalid: \\\"a\\r\\nforged line \\u001b[31m\\u2028\\\"\"}");

            assertThat(server.patch(PATH, OBJECT))
                    .isEqualTo(new Answer.Refused(422, "invalid: \"a  forged line  [31m \""));
        }

        @Test
        void wordsWithoutEndAreCutOff() {
            fake.answerAlways(422, "{\"message\": \"%s\"}".formatted("x".repeat(10_000)));

            assertThat(server.patch(PATH, OBJECT)).isEqualTo(new Answer.Refused(422, "x".repeat(500) + "…"));
        }

        @Test
        void refusalWithoutAStatusHasNoWords() {
            fake.answerAlways(403, "not json");

            assertThat(server.patch(PATH, OBJECT)).isEqualTo(new Answer.Refused(403, ""));
        }
    }

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
