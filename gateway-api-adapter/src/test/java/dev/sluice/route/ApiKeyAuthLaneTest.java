package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.route.AskingClient.Ask;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The filter ApiKeyAuth, in each lane. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class ApiKeyAuthLaneTest extends FiltersOfEachLane {

    private static final Map<String, String> KEYS = Map.of("alice", "key-of-alice\n", "bob", "key-of-bob");

    @Test
    void consumerOfAKeyIsServedAndNamed() {
        serve(filter("ApiKeyAuth", KEYS));

        assertThat(get("x-api-key", "key-of-alice").status()).isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("x-consumer: alice").doesNotContain("key-of-alice");
    }

    @Test
    void keyIsForwardedWhereThatIsAskedFor() {
        serve(filter("ApiKeyAuth", KEYS, "header", "X-Key", "consumerHeader", "X-Who", "forwardKey", "true"));

        assertThat(get("x-key", "key-of-bob").status()).isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("x-who: bob").containsIgnoringCase("x-key: key-of-bob");
    }

    @Test
    void requestWithoutAValidKeyIsRefused() {
        serve(filter("ApiKeyAuth", KEYS));

        assertThat(get().status()).isEqualTo(401);
        assertThat(get("x-api-key", "").status()).isEqualTo(401);
        assertThat(get("x-api-key", "key-of-alice-").status()).isEqualTo(401);
        assertThat(get("x-api-key", "alice").status()).isEqualTo(401);
        assertThat(get("x-api-key", "x".repeat(5000)).status()).isEqualTo(401);
        assertThat(get("x-api-key", "no").headers()).containsEntry("www-authenticate", "ApiKey");
        assertThat(backend.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void severalKeysAreRefused(AskingClient client) throws IOException {
        serve(filter("ApiKeyAuth", KEYS));

        assertThat(client.askOne(
                                gateway.dataPort,
                                Ask.of("GET", "/", "x-api-key", "key-of-alice", "x-api-key", "key-of-bob"))
                        .status())
                .isEqualTo(401);
        assertThat(backend.requests()).isEmpty();
    }

    /** Not by the header, by an underscore, by a trailer, nor by having it removed as one of the connection. */
    @ParameterizedTest
    @EnumSource
    void clientCannotWriteTheNameOfTheConsumer(AskingClient client) throws IOException {
        serve(filter("ApiKeyAuth", KEYS));

        var reply = client.askOne(
                gateway.dataPort,
                Ask.of("POST", "/up", "x-api-key", "key-of-alice", "x-consumer", "root", "x_consumer", "root")
                        .with("hello", "x-consumer", "root", "x_consumer", "root", "x-sum", "1"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("x-consumer: alice").doesNotContain("root");
        assertThat(backend.requests().getLast().trailers()).contains("x-sum: 1").doesNotContain("consumer");
    }

    @Test
    void clientCannotHaveTheNameOfTheConsumerRemoved() {
        serve(filter("ApiKeyAuth", KEYS));

        assertThat(get("x-api-key", "key-of-alice", "connection", "\", x-consumer, \", X-Consumer")
                        .status())
                .isEqualTo(200);
        assertThat(seen()).containsIgnoringCase("x-consumer: alice");
    }

    @Test
    void filtersRunInTheOrderOfTheRule() {
        serve(filter("IpAccess", "deny[0]", "127.0.0.0/8"), filter("ApiKeyAuth", KEYS));
        assertThat(get().status()).isEqualTo(403);

        serve(filter("ApiKeyAuth", KEYS), filter("IpAccess", "deny[0]", "127.0.0.0/8"));
        assertThat(get().status()).isEqualTo(401);
        assertThat(get("x-api-key", "key-of-alice").status()).isEqualTo(403);
        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void keyThatIsTakenOutOfTheSecretIsRefused() {
        serve(filter("ApiKeyAuth", KEYS));
        assertThat(get("x-api-key", "key-of-bob").status()).isEqualTo(200);

        serve(filter("ApiKeyAuth", Map.of("alice", "key-of-alice")));

        assertThat(get("x-api-key", "key-of-bob").status()).isEqualTo(401);
        assertThat(get("x-api-key", "key-of-alice").status()).isEqualTo(200);
    }

    /** Judging refuses it before; what the data plane is given all the same, it does not serve without the filter. */
    @Test
    void filterThatCannotBeMadeRefusesTheRule() {
        serve(filter("ApiKeyAuth"));
        assertThat(get("x-api-key", "key-of-alice").status()).isEqualTo(500);

        serve(filter("Nothing"));
        assertThat(get().status()).isEqualTo(500);
        assertThat(backend.requests()).isEmpty();
    }
}
