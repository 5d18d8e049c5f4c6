package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Filters of a Listener where no filter of Spring's may run. */
class ListenerFiltersWithoutSpringTest {

    @Test
    void closeTheListener() {
        try (var gateway = DataPlaneFixture.with(LaneSetting.NATIVE)) {
            ListenerFiltersTest.apply(gateway, List.of(Configs.route("any", "/")), ListenerFiltersTest.setTeam("blue"));

            assertThat(gateway.get("/").status()).isEqualTo(500);
            assertThat(ListenerFiltersTest.problems(gateway))
                    .singleElement()
                    .asString()
                    .contains("sluice.lane is native");
        }
    }

    @Test
    void thoseThatTheGatewayBringsAreRun() {
        try (var gateway = DataPlaneFixture.with(LaneSetting.NATIVE)) {
            ListenerFiltersTest.apply(
                    gateway,
                    List.of(Configs.route("any", "/")),
                    GatewayOfEachLane.filter("IpAccess", "deny[0]", "127.0.0.0/8"));

            assertThat(gateway.get("/").status()).isEqualTo(403);
            assertThat(ListenerFiltersTest.problems(gateway)).isEmpty();
        }
    }
}
