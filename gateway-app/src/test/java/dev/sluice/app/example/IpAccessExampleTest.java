package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IpAccessExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("ip-access");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }

    @Test
    void clientOfThisMachineIsServed() {
        assertThat(shop().path("/").backend()).isEqualTo("first");
    }

    @Test
    void clientOfAnotherNetworkIsRefused() {
        assertThat(shop().path("/admin").status()).isEqualTo(403);
    }
}
