package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Kinds;
import dev.sluice.testkit.ExpectsErrorLog;
import dev.sluice.testkit.ServedKind;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Kinds that are there only where their CRD is installed. */
@ExpectsErrorLog("Error received: Status(apiVersion=v1, code=403")
class CustomKindsTest extends KubernetesSourceFixture {

    @Nested
    class ACustomKind {

        private final ServedKind grpcRoutes = new ServedKind(GATEWAY_API + "v1", "GRPCRoute", "grpcroutes", true);

        private void putGrpcRoute(String version) {
            server.cluster().put("""
                    {"apiVersion":"gateway.networking.k8s.io/%s","kind":"GRPCRoute",
                     "metadata":{"namespace":"shop","name":"orders"},"spec":{"parentRefs":[{"name":"web"}]}}
                    """.formatted(version));
        }

        @Test
        void whoseCrdIsAbsentIsLeftOut() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");

            startWhole();

            assertThat(source.current().problems()).isEmpty();
            assertThat(source.all("GRPCRoute")).isEmpty();
        }

        @Test
        void withoutWhichNothingIsRoutedIsAProblemAndNoFailure() {
            server.remove(GATEWAY_API + "v1", "HTTPRoute");

            startWhole();

            assertThat(source.current().problems())
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.line()).contains("HTTPRoute", "is not served", "install the CRDs"));
        }

        @Test
        void whoseCrdAppearsLaterIsRead() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            startWhole();

            server.serve(grpcRoutes);
            putGrpcRoute("v1");

            soon().until(() -> state().all(Kinds.GRPC_ROUTE).size() == 1);
        }

        @Test
        void whoseCrdVanishesTakesItsObjectsWithIt() {
            putGrpcRoute("v1");
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.remove(GATEWAY_API + "v1", "GRPCRoute");

            soon().until(() -> state().all(Kinds.GRPC_ROUTE).isEmpty());
            soon().until(() -> source.all("GRPCRoute").isEmpty());
            assertThat(pathOfCart()).isEqualTo("/cart");
            assertThat(source.complete()).isTrue();
        }

        /** As of a server that has just started and knows neither its kinds nor who may do what. */
        @Test
        void thatIsNotListedAndMayNotBeAskedForKeepsItsObjects() {
            putGrpcRoute("v1");
            server.cluster().put(route("cart", "/cart"));
            startWhole();

            server.forbid("grpcroutes");
            server.leaveOutOfDiscovery("GRPCRoute");
            awaitDiscoveries();

            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
            server.listInDiscovery("GRPCRoute");
            server.allow("grpcroutes");
            awaitDiscoveries();
            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
        }

        /** The namespace that is asked first was deleted. */
        @Test
        void thatIsNotListedIsAskedForInEachNamespace() {
            source.close();
            source = make(List.of("gone", "shop"));
            putGrpcRoute("v1");
            server.forbid("gone/grpcroutes");
            startWhole();

            server.leaveOutOfDiscovery("GRPCRoute");
            awaitDiscoveries();
            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);

            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            soon().until(() -> state().all(Kinds.GRPC_ROUTE).isEmpty());
        }

        /** Two whole ones, of which the second began after this was called. */
        private void awaitDiscoveries() {
            long before = discoveries();
            soon().until(() -> discoveries() >= before + 3);
        }

        private long discoveries() {
            return server.targets().stream().filter("GET /apis"::equals).count();
        }

        @Test
        void isReadInAnOlderVersionWhereTheNewerIsNotServedKind() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            server.serve(new ServedKind(GATEWAY_API + "v1alpha2", "GRPCRoute", "grpcroutes", true));
            putGrpcRoute("v1alpha2");

            startWhole();

            assertThat(state().all(Kinds.GRPC_ROUTE)).hasSize(1);
            assertThat(source.all("GRPCRoute"))
                    .singleElement()
                    .satisfies(stored ->
                            assertThat(stored.path("apiVersion").asString()).isEqualTo(GATEWAY_API + "v1alpha2"));
        }

        @Test
        void thatGetsANewerVersionIsReadInThatWithoutAGap() {
            server.remove(GATEWAY_API + "v1", "GRPCRoute");
            server.serve(new ServedKind(GATEWAY_API + "v1alpha2", "GRPCRoute", "grpcroutes", true));
            putGrpcRoute("v1alpha2");
            startWhole();
            var before = state().all(Kinds.GRPC_ROUTE);

            server.hold("grpcroutes");
            server.serve(grpcRoutes);
            soon().until(() -> server.targets().stream().anyMatch(it -> it.contains("/v1/grpcroutes")));
            assertThat(state().all(Kinds.GRPC_ROUTE)).isEqualTo(before);
            server.release("grpcroutes");

            soon().until(() -> source.all("GRPCRoute").stream()
                    .allMatch(stored -> stored.path("apiVersion").asString().equals(GATEWAY_API + "v1")));
            assertThat(state().all(Kinds.GRPC_ROUTE)).isEqualTo(before);
        }
    }
}
