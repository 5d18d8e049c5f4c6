package dev.sluice.route;

import static dev.sluice.route.Configs.route;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendProtocol;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.PathMatch;
import dev.sluice.testkit.FreePorts;
import io.grpc.Status;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusals of filters, as grpc-java's client sees them. Its metadata has {@code tenant: from client}. */
@ParameterizedClass
@EnumSource(names = {"NATIVE", "WEBFLUX"})
class GrpcFiltersTest extends GatewayOfEachLane {

    @SuppressWarnings("NullAway.Init")
    private GrpcBackend backend;

    @SuppressWarnings("NullAway.Init")
    private GrpcClient client;

    @BeforeEach
    void open() throws Exception {
        backend = new GrpcBackend();
        client = new GrpcClient(gateway.dataPort);
    }

    @AfterEach
    void close() {
        client.close();
        backend.close();
    }

    private void serve(RouteFilter filter) {
        serve(backend.port(), filter);
    }

    private static void serve(int port, RouteFilter filter) {
        apply(BackendProtocol.H2C, port, route("calls", PathMatch.Rpc.ANY, filter));
    }

    private Status.Code call() throws Exception {
        return client.call("shop.Cart/Echo", "one").code();
    }

    @Test
    void keyThatIsNobodysIsUnauthenticated() throws Exception {
        serve(filter("ApiKeyAuth", Map.of("alice", "other"), "header", "tenant"));
        assertThat(call()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(backend.calls).isEmpty();

        serve(filter("ApiKeyAuth", Map.of("alice", "from client"), "header", "tenant"));
        assertThat(call()).isEqualTo(Status.Code.OK);
    }

    @Test
    void callWithoutATokenIsUnauthenticated() throws Exception {
        try (Issuer issuer = new Issuer()) {
            serve(filter("JwtAuth", "issuer", Issuer.NAME, "jwksUri", issuer.uri()));
            assertThat(call()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        assertThat(backend.calls).isEmpty();
    }

    @Test
    void addressThatIsDeniedIsWithoutPermission() throws Exception {
        serve(filter("IpAccess", "deny[0]", "127.0.0.0/8"));
        assertThat(call()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void callOverTheLimitExhaustsTheResource() throws Exception {
        serve(filter("RateLimit", "requests", "1", "per", "23h"));
        assertThat(call()).isEqualTo(Status.Code.OK);
        assertThat(call()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void backendWithAnOpenCircuitIsUnavailable() throws Exception {
        RouteFilter circuit = filter("CircuitBreaking", "minimumCalls", "1", "openFor", "1h");
        serve(FreePorts.next(), circuit);
        assertThat(call()).isEqualTo(Status.Code.UNAVAILABLE);

        serve(circuit);
        var refused = client.call("shop.Cart/Echo", "one");
        assertThat(refused.code()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(refused.description()).isEqualTo("The backend fails and gets no requests for now.");
        assertThat(backend.calls).isEmpty();
    }
}
