package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of {@code /actuator/sluice} is an API: each answer, but for times and ports, is a file. {@code
 * -Dgolden.update=true} writes the files anew, and fails.
 */
class SluiceEndpointTest {

    private static final Path GOLDEN = Path.of("src/test/resources/endpoint");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("quickstart");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @ParameterizedTest
    @CsvSource({
        "overview, ''",
        "config, /config",
        "status, /status",
        "status-of-one, /status/httproute/default/shop",
        "status-without-namespace, /status/GatewayClass/sluice",
        "explain-taken, /explain?url=http://shop.example.com/cart",
        "explain-no-route, /explain?url=https://other.example.com/&method=POST&header=x-user:bob"
    })
    void answersAsTheGoldenFileSays(String name, String path) throws IOException {
        var answer = example.toManagement().path("/actuator/sluice" + path);
        assertThat(answer.status()).isEqualTo(200);
        String json = (JSON.writeValueAsString(JSON.readTree(answer.body())) + "\n")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.\\d]*Z", "TIME")
                .replaceAll("127\\.0\\.0\\.1:\\d+", "127.0.0.1:PORT");
        Path file = GOLDEN.resolve(name + ".json");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, json);
            fail("written: " + file + "; look at the difference");
        }
        assertThat(json).isEqualToNormalizingNewlines(Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/config/more",
                "/status/HTTPRoute",
                "/status/HTTPRoute/default/other",
                "/status/HTTPRoute/other/shop",
                "/status/Gateway/shop",
                "/status/HTTPRoute/default/shop/more",
                "/explain/more"
            })
    void answersWhatItDoesNotKnowWith404(String path) {
        assertThat(example.toManagement().path("/actuator/sluice" + path).status())
                .isEqualTo(404);
    }

    @Test
    void answersAQuestionWithoutUrlWith400AndTheMistake() {
        var answer = example.toManagement().path("/actuator/sluice/explain");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).propertyNames()).containsExactly("error");
    }
}
