package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrafficSplittingExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("traffic-splitting");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static final int REQUESTS = 400;

    @Test
    void aboutOneInTenGoesToTheNewVersion() {
        long toSecond = IntStream.range(0, REQUESTS)
                .filter(_ -> shop().path("/").backend().equals("second"))
                .count();

        // 40 are expected, the standard deviation is 6: five of them on either side.
        assertThat(toSecond).isBetween(10L, 70L);
    }

    @Test
    void testersChooseTheNewVersionByHeader() {
        for (int i = 0; i < 20; i++) {
            assertThat(shop().header("traffic", "test").path("/").backend()).isEqualTo("second");
        }
    }

    private static TestRequest shop() {
        return example.to("shop", 80).host("shop.example.com");
    }
}
