package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.demo.DemoBackends;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalhostExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("localhost");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void aProgramOnThisMachineIsTheBackend() {
        var answer = example.to("shop", 80).path("/any/path");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.backend()).isEqualTo("first");
    }

    @Test
    void demoLeavesThePortToTheProgramThatHasIt() {
        var state = example.state();

        assertThat(DemoBackends.start(state)).isEmpty();
    }
}
