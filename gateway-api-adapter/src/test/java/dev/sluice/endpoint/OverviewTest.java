package dev.sluice.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.listener.ListenerSetId;
import dev.sluice.pipeline.PipelineState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverviewTest {

    @Test
    void listenersWithoutUsableCertificateAreNamed() {
        var failures = Map.of(
                new ListenerId("infra", "public", "shop"), "Secret infra/shop: no key",
                new ListenerId("infra", "public", "admin"), "Secret infra/admin: no chain",
                new ListenerId("infra", "public", new ListenerSetId("ListenerSet", "shop", "web"), "admin"),
                        "Secret shop/web: no chain");

        assertThat(Overview.of(PipelineState.NOTHING, List.of(), failures).tlsProblems())
                .containsExactly(
                        "Gateway infra/public listener admin: Secret infra/admin: no chain",
                        "Gateway infra/public listener shop: Secret infra/shop: no key",
                        "ListenerSet shop/web listener admin: Secret shop/web: no chain");
    }
}
