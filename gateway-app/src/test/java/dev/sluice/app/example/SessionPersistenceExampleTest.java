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
        return example.to("shop", 80).host(host);
    }

    private static Stream<String> backends(TestRequest request) {
        return IntStream.range(0, REQUESTS).mapToObj(_ -> request.path("/").backend());
    }

    private static String token(TestRequest.Answer answer) {
        return answer.headers().get("Set-Cookie").split(";", 2)[0];
    }

    @Test
    void sessionOfTheOldFormOutlivesTheWeights() {
        var first = to("shop.example.com").path("/");
        var client = to("shop.example.com").header("Cookie", token(first));
        assertThat(backends(client)).containsOnly(first.backend());
        assertThat(client.path("/").seenHeader("cookie")).isEmpty();
        boolean toFirst = first.backend().equals("first");
        String name = "        - name: shop-v" + (toFirst ? 1 : 2) + "\n          port: 8080\n          weight: ";
        example.edit("routes.yaml", name + "50", name + "0");
        await().until(() -> backends(to("shop.example.com")).noneMatch(first.backend()::equals));
        assertThat(backends(client)).containsOnly(first.backend());
        example.edit("routes.yaml", name + "0", name + "50");
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
