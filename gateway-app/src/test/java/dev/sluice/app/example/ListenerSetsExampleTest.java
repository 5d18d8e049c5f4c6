package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerSetsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("listenersets");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @ParameterizedTest
    @CsvSource({"shop.example.com, 80, first", "anything.example.org, 81, first", "blog.example.com, 80, second"})
    void listenersOfEachTeamHaveItsRoutes(String host, int port, String backend) {
        assertThat(example.to("edge", port).host(host).path("/").backend()).isEqualTo(backend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"www.example.com", "elsewhere.example.com"})
    void othersHaveNone(String host) {
        assertThat(example.to("edge", 80).host(host).path("/").status()).isEqualTo(404);
    }

    @Test
    void statusNamesWhatIsNotServed() {
        assertThat(example.pipeline().current().statuses().toString())
                .contains("HostnameConflict", "NotAllowed", "NoMatchingParent");
    }
}
