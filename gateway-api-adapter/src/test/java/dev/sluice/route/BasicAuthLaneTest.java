package dev.sluice.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** The filter BasicAuth, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class BasicAuthLaneTest extends FiltersOfEachLane {

    private static final String HASH = Objects.requireNonNull(new BCryptPasswordEncoder(4).encode("pässword:1"));
    private static final Map<String, String> USERS = Map.of(".htpasswd", "# users\n\nalice:" + HASH + "\n");

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    @Test
    void userIsServedAndNamedAndThePasswordStaysHere() {
        serve(filter("BasicAuth", USERS));

        for (int request = 0; request < 2; request++) {
            assertThat(get("authorization", basic("alice:pässword:1"), "x-user", "root")
                            .status())
                    .isEqualTo(200);
            assertThat(seen())
                    .containsIgnoringCase("x-user: alice")
                    .doesNotContainIgnoringCase("authorization")
                    .doesNotContain("root");
        }
    }

    @Test
    void passwordIsForwardedWhereThatIsAskedFor() {
        serve(filter("BasicAuth", USERS, "forwardCredentials", "true", "userHeader", "X-Who"));

        assertThat(get("authorization", basic("alice:pässword:1")).status()).isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("x-who: alice").containsIgnoringCase("authorization: Basic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice:", "alice:wrong", "bob:pässword:1", ":pässword:1", "alice", "Alice:pässword:1"})
    void wrongPairIsRefused(String pair) {
        serve(filter("BasicAuth", USERS, "realm", "the shop"));

        var answer = get("authorization", basic(pair));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers()).containsEntry("www-authenticate", "Basic realm=\"the shop\", charset=\"UTF-8\"");
        assertThat(backend.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic !!!", "Bearer x", ""})
    void unreadableCredentialsAreRefused(String authorization) {
        serve(filter("BasicAuth", USERS));

        assertThat(get("authorization", authorization).status()).isEqualTo(401);
        assertThat(get().status()).isEqualTo(401);
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void longPasswordIsRefusedWithoutWork() {
        serve(filter("BasicAuth", USERS));

        assertThat(get("authorization", basic("alice:" + "x".repeat(300))).status())
                .isEqualTo(401);
    }

    /** Hashes take half a second each, and are computed elsewhere. */
    @Test
    void costlyPasswordHoldsUpNoOtherRequest() {
        String costly = new BCryptPasswordEncoder(13).encode("x");
        serve(filter("BasicAuth", Map.of("users", "bob:" + costly), "secretRef.key", "users"));
        var flood = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> get("authorization", basic("bob:" + i)).status()))
                .toList();

        assertThat(get().status()).isEqualTo(401);

        assertThat(flood).anyMatch(each -> !each.isDone());
        flood.forEach(each -> each.cancel(true));
    }
}
