package dev.sluice.cluster.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.cluster.Clients;
import dev.sluice.cluster.api.ApiServer;
import dev.sluice.testkit.FakeApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LeaseLeadershipTest {

    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/sluice-system/leases/sluice";

    private FakeApiServer server;
    private KubernetesClient client;

    /** Long, for machines that have much else to do. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private static ConditionFactory soon() {
        return await().atMost(SOON);
    }

    @BeforeEach
    void begin() throws IOException {
        server = new FakeApiServer();
        client = Clients.of(server);
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private LeaseLeadership replica(String identity) {
        return new LeaseLeadership(new ApiServer(client), settings(identity));
    }

    private static LeaseLeadership.Settings settings(String identity) {
        return new LeaseLeadership.Settings(
                "sluice-system",
                "sluice",
                identity,
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofMillis(100));
    }

    private JsonNode lease() {
        return Objects.requireNonNull(server.find(LEASE));
    }

    private String holder() {
        return lease().path("spec").path("holderIdentity").asString("");
    }

    private void edit(String mergePatch) {
        server.cluster().edit("Lease", "sluice-system", "sluice", mergePatch);
    }

    @Test
    void oneReplicaLeadsAndTheNextFollowsAtOnceWhenItStops() {
        var first = replica("first");
        try (var second = replica("second")) {
            var told = new AtomicInteger();
            second.onChange(told::incrementAndGet);
            first.start();
            soon().until(first::leads);
            second.start();
            soon().pollDelay(Duration.ofMillis(500)).until(() -> !second.leads());

            first.close();

            assertThat(first.leads()).isFalse();
            soon().until(second::leads);
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void anApiServerThatIsAwayCostsTheLeadAndGivesItBack() throws IOException {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            server.stop();
            soon().until(() -> !only.leads());
            server.restart();

            soon().until(only::leads);
        }
    }

    @Test
    void leaseSaysWhoLeadsAndSinceWhen() {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            var spec = lease().path("spec");
            assertThat(spec.path("holderIdentity").asString()).isEqualTo("only");
            assertThat(spec.path("leaseDurationSeconds").asInt()).isEqualTo(3);
            assertThat(spec.path("leaseTransitions").asInt()).isZero();
            assertThat(List.of(
                            spec.path("acquireTime").asString(),
                            spec.path("renewTime").asString()))
                    .allMatch(it -> it.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z"));
        }
    }

    @Test
    void leaderThatStopsGivesTheLeaseBackAsClientGoDoes() {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);
        }

        assertThat(lease().path("spec").path("leaseDurationSeconds").asInt()).isEqualTo(1);
        assertThat(holder()).isEmpty();
    }

    /** It is stopped on its way from holding the Lease to saying so. */
    @Test
    void leaderThatStopsBeforeItHasSaidSoGivesTheLeaseBackToo() throws InterruptedException {
        var leading = new CountDownLatch(1);
        var asking = new AtomicBoolean();
        var all = new AtomicReference<LeaseLeadership>();
        LongSupplier nanos = () -> {
            if (Thread.currentThread().getName().equals("sluice-leadership") && asking.compareAndSet(false, true)) {
                if (all.get().leads()) {
                    leading.countDown();
                    LockSupport.parkNanos(SOON.toNanos());
                }
                asking.set(false);
            }
            return System.nanoTime();
        };
        try (var only = new LeaseLeadership(new ApiServer(client), settings("only"), nanos, InstantSource.system())) {
            all.set(only);
            only.start();
            assertThat(leading.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }

        assertThat(holder()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spec\": {\"holderIdentity\": null, \"leaseDurationSeconds\": null, \"acquireTime\": null,"
                        + " \"renewTime\": null, \"leaseTransitions\": null}}",
                "{\"spec\": {\"acquireTime\": null}}",
                "{\"spec\": null}"
            })
    void leaseThatIsDamagedIsRepairedByItsHolder(String damage) {
        try (var first = replica("first");
                var second = replica("second")) {
            first.start();
            soon().until(first::leads);
            second.start();

            edit(damage);

            soon().until(() -> lease().path("spec").has("acquireTime"));
            assertThat(holder()).isEqualTo("first");
            assertThat(second.leads()).isFalse();
            soon().until(first::leads);
        }
    }

    /** As a pod that starts beside such a Lease. */
    @Test
    void leaseThatIsEmptyIsTakenByAReplicaThatHasNeverSeenAnother() {
        server.cluster().put("""
                {"kind": "Lease", "metadata": {"name": "sluice", "namespace": "sluice-system"}, "spec": {}}""");
        try (var only = replica("only")) {
            only.start();

            soon().until(only::leads);
        }
    }

    @Test
    void leaseThatIsDeletedIsMadeAgain() {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            server.cluster().remove("Lease", "sluice-system", "sluice");

            soon().until(() -> server.find(LEASE) != null);
            soon().until(only::leads);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\": \"Lea", "[]", "", "null", "{}"})
    void answerThatIsNoLeaseCostsTheLeadAndNotTheElection(String body) {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            server.answerAlways(200, body);
            soon().until(() -> !only.leads());
            server.answerAsUsual();

            soon().until(only::leads);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 409, 422, 429, 500, 503})
    void serverThatRefusesCostsTheLeadAndNotTheElection(int code) {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);

            server.refuse(LEASE, code);
            soon().until(() -> !only.leads());
            server.refuseNothing();

            soon().until(only::leads);
        }
    }

    @Test
    void serverThatSwallowsRequestsCostsTheLeadWithinTheLease() {
        try (var only = replica("only")) {
            only.start();
            soon().until(only::leads);
            var told = new AtomicInteger();
            only.onChange(told::incrementAndGet);

            server.swallow();
            await().atMost(Duration.ofSeconds(3)).until(() -> !only.leads());
            soon().until(() -> told.get() == 1);
            server.answerAsUsual();

            soon().until(only::leads);
        }
    }

    /** Of a process that was stopped for a while, or whose threads get no processor. */
    @Test
    void leadEndsByTheClockAlone() {
        var nanos = new AtomicLong();
        try (var only =
                new LeaseLeadership(new ApiServer(client), settings("only"), nanos::get, InstantSource.system())) {
            only.start();
            soon().until(only::leads);
            server.swallow();

            nanos.addAndGet(Duration.ofMillis(1_001).toNanos());

            assertThat(only.leads()).isFalse();
            server.answerAsUsual();
        }
    }

    @Test
    void othersWhoTouchTheLeaseDoNotCostTheLead() {
        try (var first = replica("first");
                var second = replica("second")) {
            first.start();
            soon().until(first::leads);
            second.start();
            var touches = new AtomicInteger();
            // Once for each request, so that every other one is a conflict.
            server.beforePatch(() -> {
                if (touches.incrementAndGet() % 2 == 0) {
                    edit("{}");
                }
            });

            soon().until(() -> touches.get() > 40 || !first.leads());

            assertThat(first.leads()).isTrue();
            assertThat(second.leads()).isFalse();
        }
    }

    /** The times in a Lease are of another machine: 15 s ahead, or 15 s behind. */
    @ParameterizedTest
    @ValueSource(ints = {-15, 15})
    void clockOfAnotherMachineDecidesNothing(int skew) {
        var skewed = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(skew));
        try (var first = new LeaseLeadership(new ApiServer(client), settings("first"), System::nanoTime, skewed);
                var second = replica("second")) {
            first.start();
            soon().until(first::leads);
            second.start();

            int before = server.requests().size();
            soon().until(() -> server.requests().size() > before + 80 || second.leads());

            assertThat(second.leads()).isFalse();
            assertThat(holder()).isEqualTo("first");
        }
    }

    @Test
    void holderThatIsSilentIsFollowedAfterItsLeaseWhateverItsClockSaid() {
        server.cluster().put("""
                {"kind": "Lease", "metadata": {"name": "sluice", "namespace": "sluice-system"}, "spec": {
                  "holderIdentity": "lost", "leaseDurationSeconds": 2, "leaseTransitions": 4,
                  "renewTime": "2999-01-01T00:00:00.000000Z"}}""");
        try (var only = replica("only")) {
            only.start();

            soon().until(only::leads);
            assertThat(lease().path("spec").path("leaseTransitions").asInt()).isEqualTo(5);
        }
    }

    @Test
    void aDeadlineLongerThanTheLeaseIsRefused() {
        assertThatThrownBy(() -> new LeaseLeadership.Settings(
                        "sluice-system",
                        "sluice",
                        "a",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("each longer than the next");
    }
}
