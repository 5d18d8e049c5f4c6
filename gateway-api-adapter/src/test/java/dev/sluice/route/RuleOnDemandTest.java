package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import dev.sluice.config.listener.Listener;
import dev.sluice.config.route.Route;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RuleOnDemandTest {

    private final AtomicInteger made = new AtomicInteger();
    private final RuleOnDemand rule = new RuleOnDemand(() -> {
        made.incrementAndGet();
        return mock(WebFluxRule.class);
    });

    @Test
    void nothingIsMadeBeforeItIsAskedFor() {
        assertThat(made).hasValue(0);
    }

    @Test
    void allRequestsRunThroughOne() {
        var first = rule.inUse();

        assertThat(rule.inUse()).isSameAs(first);
        assertThat(rule.shown()).isSameAs(first);
    }

    @Test
    void whatIsShownIsNotKept() {
        var shown = rule.shown();

        assertThat(rule.shown()).isNotSameAs(shown);
        assertThat(made).hasValue(2);
    }

    /** Else thousands of rules that stay would hold as many lists of all routes. */
    @Test
    void aRuleThatStaysKeepsNoListenerOfAnEarlierVersion() {
        try (var plane = DataPlaneFixture.with(LaneSetting.AUTO)) {
            Route stays = Configs.route("stays", "/stays");
            WeakReference<Listener> former = apply(plane, 1, stays);
            apply(plane, 2, stays, Configs.route("comes", "/comes"));

            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return former.get() == null;
            });
            assertThat(plane.get("/stays").status()).isEqualTo(200);
        }
    }

    private static WeakReference<Listener> apply(DataPlaneFixture plane, long version, Route... routes) {
        var config = Configs.of(version, plane.dataPort, plane.backend.port(), routes);
        var _ = plane.apply(config);
        return new WeakReference<>(config.listeners().findFirst().orElseThrow());
    }
}
