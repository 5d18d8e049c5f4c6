package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SessionPersistenceExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("session-persistence");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static final int REQUESTS = 20;

    private static TestRequest to(String host) {
        return to(example, host);
    }

    private static TestRequest to(RunningExample of, String host) {
        return of.to("shop", 80).host(host);
    }

    private static Stream<String> backends(TestRequest request) {
        return IntStream.range(0, REQUESTS).mapToObj(_ -> request.path("/").backend());
    }

    private static String token(TestRequest.Answer answer) {
        return answer.headers().get("Set-Cookie").split(";", 2)[0];
    }

    /** In an example of its own: the edit would also reach the requests of other tests. */
    @Test
    void sessionOfTheOldFormOutlivesTheWeights() {
        try (var edited = RunningExample.start("session-persistence")) {
            var first = to(edited, "shop.example.com").path("/");
            var client = to(edited, "shop.example.com").header("Cookie", token(first));
            assertThat(backends(client)).containsOnly(first.backend());
            assertThat(client.path("/").seenHeader("cookie")).isEmpty();
            boolean toFirst = first.backend().equals("first");
            String weight = "        - name: shop-v" + (toFirst ? 1 : 2) + "\n          port: 8080\n          weight: ";
            edited.edit("routes-of-v1.1.yaml", weight + "50", weight + "0");
            await().until(() -> backends(to(edited, "shop.example.com")).noneMatch(first.backend()::equals));
            assertThat(backends(client)).containsOnly(first.backend());
        }
    }

    @Test
    void weightsHoldForEachRequestOfTheNewForm() {
        var client = to("split.example.com")
                .header("Cookie", token(to("split.example.com").path("/")));
        assertThat(backends(client)).contains("first", "second");
        assertThat(client.path("/").seenHeader("cookie")).startsWith("cart=");
    }

    @Test
    void headerKeepsClientsWithoutCookies() {
        var first = to("api.example.com").path("/");
        var client =
                to("api.example.com").header("Shop-Session", first.headers().get("Shop-Session"));
        assertThat(backends(client)).containsOnly(first.backend());
    }

    @Test
    void policyOfTheAnnouncementGivesACookie() {
        var first = to("foo.example.com").path("/");
        assertThat(first.headers().get("Set-Cookie"))
                .matches("foo-session=[\\w-]{103}; Path=/; HttpOnly; SameSite=Strict");
        assertThat(to("foo.example.com")
                        .header("Cookie", token(first))
                        .path("/")
                        .headers()
                        .contains("Set-Cookie"))
                .isFalse();
    }
}
