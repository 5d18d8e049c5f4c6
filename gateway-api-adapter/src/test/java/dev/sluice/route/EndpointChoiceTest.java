package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.Backend;
import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.backend.Endpoint;
import dev.sluice.testkit.FreePorts;
import dev.sluice.upstream.Upstreams;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What properties say of the choice of endpoints is what requests see. */
class EndpointChoiceTest {

    /** By default the second failure to connect would be the last. */
    private static final int REQUESTS = 60;

    @Test
    void whereNoneMayBeEjectedOneThatFailsIsAskedOnAndOn() {
        try (var gateway = DataPlaneFixture.with(LaneSetting.AUTO, "--sluice.balance.max-ejected-percent=0")) {
            var backend = new Backend(
                    Configs.BACKEND,
                    BackendProtocol.HTTP,
                    List.of(
                            new Endpoint("127.0.0.1", gateway.backend.port()),
                            new Endpoint("127.0.0.1", FreePorts.next())),
                    List.of());
            gateway.apply(Configs.of(1, gateway.dataPort, backend, Configs.route("any", "/")));

            for (int i = 0; i < REQUESTS; i++) {
                assertThat(gateway.get("/").status()).isEqualTo(200);
            }

            assertThat(gateway.context.getBean(Upstreams.class).views())
                    .singleElement()
                    .satisfies(view -> assertThat(view.ejected()).isZero());
        }
    }
}
