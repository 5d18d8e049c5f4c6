package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackendFiltersExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.start("backend-filters");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    @Test
    void eachBackendSeesItsOwnPathAndHeaders() {
        var seen = new TreeSet<String>();
        for (int i = 0; i < 40; i++) {
            var answer = example.to("shop", 80).host("shop.example.com").path("/api/cart");
            seen.add(answer.backend());
            boolean first = answer.backend().equals("first");

            assertThat(answer.seenTarget()).isEqualTo(first ? "/api/cart" : "/v2/cart");
            assertThat(answer.seenHeader("x-api-version")).isEqualTo(first ? "1" : "");
            assertThat(answer.headers().get("x-preview")).isEqualTo(first ? null : "yes");
        }
        assertThat(seen).containsExactly("first", "second");
    }
}
