package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.FakeHeap;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Unreadable;
import dev.sluice.resource.UnreadableRoute;
import dev.sluice.source.Problem;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A heap of 1,000 MiB: routes stay out from 700 MiB in use, all others from 800. */
class ObjectsWithoutRoomTest extends KubernetesSourceFixture {

    private static final String LONG_PATH = "/cart" + "/and-much-more".repeat(20);
    private static final ObjectName OTHER = new ObjectName("shop", "other");

    private final FakeHeap heap = new FakeHeap();

    @BeforeEach
    void limited() {
        source.close();
        source = new KubernetesSource(
                client,
                new KubernetesSource.Settings(List.of(), List.of(), null, _ -> false, Duration.ofMillis(20)),
                heap.guard());
    }

    private List<String> problems() {
        return source.current().problems().stream().map(Problem::line).toList();
    }

    private void hasRoomAgain() {
        heap.holds(100, 100).collectsByItself();
    }

    @Test
    void aRouteKeepsItsPlaceAndSaysWhyItIsNotServed() {
        heap.holds(750, 750);
        server.cluster().put(route("cart", "/cart"));
        startWhole();

        assertThat(state().all(Kinds.HTTP_ROUTE).get(CART)).isInstanceOfSatisfying(UnreadableRoute.class, it -> {
            assertThat(it.parentRefs()).hasSize(1);
            assertThat(it.why().ground()).isEqualTo(Unreadable.Ground.MEMORY);
            assertThat(it.why().cause())
                    .isEqualTo("the gateway has no memory for it: it needs about 3 KiB, and 750 of the 1000 MiB of the"
                            + " heap are in use");
        });
        assertThat(problems())
                .containsExactly("HTTPRoute: the heap has no room for 1 or more of them, which wait; what was read"
                        + " before is served; 750 of the 1000 MiB of the heap are in use; give the heap 1280 MiB (it"
                        + " gets half of the memory limit), or remove objects");
        assertThat(source.waits()).isOne();
    }

    @Test
    void whatWaitsIsReadWhenThereIsRoom() {
        heap.holds(750, 750);
        IntStream.range(0, 20).forEach(i -> server.cluster().put(route("r" + i, "/" + i)));
        startWhole();
        assertThat(source.waits()).isEqualTo(20);

        hasRoomAgain();

        soon().until(() -> source.waits() == 0 && problems().isEmpty());
        assertThat(state().all(Kinds.HTTP_ROUTE).values()).hasSize(20).allMatch(HttpRoute.class::isInstance);
    }

    @Test
    void whatWasReadBeforeIsServedUntilItsChangeCanBeRead() {
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        heap.holds(750, 750);

        server.cluster().put(route("cart", LONG_PATH).replace("\"generation\":1", "\"generation\":2"));
        soon().until(() -> source.waits() == 1);
        assertThat(pathOfCart()).isEqualTo("/cart");

        hasRoomAgain();
        soon().until(() -> pathOfCart().equals(LONG_PATH));
        soon().until(() -> problems().isEmpty());
    }

    @Test
    void whatGrowsNoLargerIsReadAtOnce() {
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        heap.holds(950, 950);

        server.cluster().put(route("cart", "/a"));

        soon().until(() -> pathOfCart().equals("/a"));
        assertThat(source.waits()).isZero();
    }

    @Test
    void aLabelMoreIsNoGrowth() {
        server.cluster().put(namespace("shop"));
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        heap.holds(950, 950);

        server.cluster().edit("Namespace", "", "shop", "{\"metadata\":{\"labels\":{\"team\":\"cart\"}}}");
        server.cluster().put(route("cart", "/basket"));

        soon().until(() -> state().all(Kinds.NAMESPACE).values().stream()
                .anyMatch(it -> "cart".equals(it.metadata().labels().get("team"))));
        soon().until(() -> pathOfCart().equals("/basket"));
        assertThat(source.waits()).isZero();
    }

    @Test
    void manySmallChangesTogetherAreGrowth() {
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        heap.holds(950, 950);

        for (int more = 1; more <= 10; more++) {
            server.cluster().put(route("cart", "/cart" + "/and-a-bit-more".repeat(more)));
        }

        soon().until(() -> source.waits() == 1);
        assertThat(pathOfCart()).hasSizeLessThan(LONG_PATH.length() / 2);
    }

    @Test
    void aDeletionIsTakenAtOnce() {
        server.cluster().put(route("cart", "/cart"));
        startWhole();
        heap.holds(950, 950);
        server.cluster().put(route("other", "/other"));
        soon().until(() -> source.waits() == 1);

        server.cluster().remove("HTTPRoute", "shop", "cart");
        server.cluster().remove("HTTPRoute", "shop", "other");

        soon().until(() -> state().all(Kinds.HTTP_ROUTE).isEmpty() && source.waits() == 0);
        soon().until(() -> problems().isEmpty());
    }

    @Test
    void otherObjectsAreReadWhereRoutesAreNot() {
        heap.holds(750, 750);
        server.cluster().put(route("cart", "/cart"));
        server.cluster().put(namespace("shop"));
        startWhole();

        assertThat(state().all(Kinds.NAMESPACE)).hasSize(1);
        assertThat(source.waits()).isOne();
    }

    /** Not even its short form has room: else many of them would end the process. */
    @Test
    void nothingGrowsWhereTheHeapIsFullerStill() {
        heap.holds(850, 850);
        server.cluster().put(route("cart", "/cart"));
        server.cluster().put(namespace("shop"));
        startWhole();

        assertThat(state().all(Kinds.HTTP_ROUTE)).isEmpty();
        assertThat(state().all(Kinds.NAMESPACE)).isEmpty();
        assertThat(source.waits()).isEqualTo(2);

        hasRoomAgain();
        soon().until(() -> source.waits() == 0);
        soon().until(() -> pathOfCart().equals("/cart"));
        assertThat(state().all(Kinds.NAMESPACE)).hasSize(1);
    }

    @Test
    void whatIsReportedAgainWhileItWaitsIsReadInItsNewestForm() {
        heap.holds(750, 750);
        server.cluster().put(route("cart", "/cart"));
        server.cluster().put(route("other", "/other"));
        startWhole();
        server.cluster().put(route("cart", "/basket"));
        server.cluster().remove("HTTPRoute", "shop", "other");
        soon().until(() -> source.waits() == 1);

        hasRoomAgain();

        soon().until(() -> state().all(Kinds.HTTP_ROUTE).get(CART) instanceof HttpRoute
                && pathOfCart().equals("/basket"));
        assertThat(state().all(Kinds.HTTP_ROUTE).get(OTHER)).isNull();
    }
}
