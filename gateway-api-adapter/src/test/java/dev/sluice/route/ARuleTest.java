package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static dev.sluice.route.Configs.spring;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.entry.Serving;
import dev.sluice.testkit.LeakDetection;
import io.netty.handler.codec.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a rule without Spring filters does, in each way in and where the gateway chooses. */
@ParameterizedClass
@EnumSource
@ExtendWith(LeakDetection.class)
class ARuleTest {

    @SuppressWarnings("NullAway.Init")
    private static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(lane);
        gateway.apply(Configs.of(
                1,
                gateway.dataPort,
                gateway.backend.port(),
                route("plain", "/"),
                route("stamped", "/stamped", spring("Stamp", Map.of("text", "ink")))));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }

    private String routes() {
        return gateway.get(gateway.managementPort(), "/actuator/gateway/routes").body();
    }

    @Test
    void forwardsMethodTargetHeadersAndBody() {
        var answer = gateway.send(HttpMethod.POST, gateway.dataPort, "/a%2Fb?q=1", Map.of("x-own", "v"), "body");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("x-backend", "echo");
        assertThat(answer.body())
                .startsWith("POST /a%2Fb?q=1\n")
                .contains("x-own: v")
                .endsWith("\n\nbody");
    }

    @Test
    void forwardsTheTargetThatWasMatched() {
        var answer = gateway.get("/other/../plain/./x");

        assertThat(answer.body()).startsWith("GET /plain/x\n");
    }

    @Test
    void refusesADotSegmentThatHides() {
        assertThat(gateway.get("/other/%2e%2e/plain").status()).isEqualTo(400);
    }

    @Test
    void answersAHeadRequestWithoutBody() {
        var answer = gateway.send(HttpMethod.HEAD, gateway.dataPort, "/", Map.of(), "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void handsEachEventOnWhenItComes() {
        var first = gateway.client
                .get()
                .uri("http://127.0.0.1:" + gateway.dataPort + "/events")
                .responseContent()
                .asString()
                .next()
                .block(Duration.ofSeconds(10));

        assertThat(first).isEqualTo("data: first\n\n");
    }

    @Test
    void isListedWithItsWayIn() {
        String nativeLane = "\"lane\":\"native\"";
        String webFluxLane = "\"lane\":\"webflux\"";

        switch (lane) {
            case AUTO -> assertThat(routes()).contains(nativeLane, webFluxLane);
            case NATIVE -> assertThat(routes()).contains(nativeLane).doesNotContain(webFluxLane);
            case WEBFLUX -> assertThat(routes()).contains(webFluxLane).doesNotContain(nativeLane);
        }
    }

    @Test
    void withASpringFilterRunsItOrIsRefused() {
        DataPlaneFixture.Answer answer = gateway.get("/stamped");

        if (lane == LaneSetting.NATIVE) {
            assertThat(answer.status()).isEqualTo(500);
            assertThat(problems())
                    .anySatisfy(problem -> assertThat(problem)
                            .contains(
                                    "HTTPRoute test/stamped: spec.rules[0].filters: SpringFilter",
                                    "sluice.lane is native"));
        } else {
            assertThat(answer.body()).contains("x-stamp: ink");
            assertThat(problems()).isEmpty();
        }
    }

    private static List<String> problems() {
        return gateway.context.getBean(Serving.class).rules().problems();
    }
}
