package dev.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.backend.BackendId.Use;
import dev.sluice.config.backend.Endpoint;
import org.junit.jupiter.api.Test;

final class FingerprintTest {

    private static final BackendId SHOP = new BackendId("default", "shop", 80);
    private static final BackendId CART = new BackendId("default", "cart", 80);

    @Test
    void anAddressThatAnotherPodGotIsAnotherEndpoint() {
        assertThat(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8080, "pod-1")))
                .isNotEqualTo(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8080, "pod-2")))
                .isNotEqualTo(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8080)));
    }

    @Test
    void aPodIsTheSameEndpointWhateverItsAddress() {
        assertThat(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8080, "pod-1")))
                .isEqualTo(Fingerprint.of(SHOP, new Endpoint("fd00::7", 8080, "pod-1")))
                .isNotEqualTo(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8081, "pod-1")));
    }

    @Test
    void backendsShareNoEndpoint() {
        Endpoint endpoint = new Endpoint("10.0.0.7", 8080, "pod-1");
        assertThat(Fingerprint.of(SHOP, endpoint)).isNotEqualTo(Fingerprint.of(CART, endpoint));
    }

    @Test
    void callsAndRequestsToOnePortMeanTheSameEndpoint() {
        Endpoint endpoint = new Endpoint("10.0.0.7", 8080);
        assertThat(Fingerprint.of(new BackendId("default", "shop", 80, Use.GRPC).showingFor("edge/gw"), endpoint))
                .isEqualTo(Fingerprint.of(SHOP, endpoint));
    }

    @Test
    void allProcessesAgree() {
        assertThat(Fingerprint.of(SHOP, new Endpoint("10.0.0.7", 8080))).isEqualTo(-7340855369202714668L);
    }
}
