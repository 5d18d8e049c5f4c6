package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PacedStoreTest {

    private static final int AHEAD = 100;

    private final PacedStore<GenericKubernetesResource> store =
            new PacedStore<>(new BasicItemStore<>(object -> object.getMetadata().getName()));
    private final AtomicInteger put = new AtomicInteger();

    private static GenericKubernetesResource object(int name, String version) {
        var object = new GenericKubernetesResource();
        object.setMetadata(new ObjectMetaBuilder()
                .withName("o" + name)
                .withResourceVersion(version)
                .build());
        return object;
    }

    private void put(int name, String version) {
        var object = object(name, version);
        store.put(store.getKey(object), object);
        put.incrementAndGet();
    }

    @Test
    void anInformerWaitsWhenAHundredObjectsAreNotTaken() throws InterruptedException {
        var informer = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < AHEAD + 2; i++) {
                put(i, "1");
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> informer.getState() == Thread.State.TIMED_WAITING);
        assertThat(put).hasValue(AHEAD);

        store.taken();
        await().atMost(Duration.ofSeconds(5)).until(() -> put.get() == AHEAD + 1);

        store.taken();
        informer.join(Duration.ofSeconds(5));
        assertThat(put).hasValue(AHEAD + 2);
        assertThat(store.size()).isEqualTo(AHEAD + 2);
    }

    @Test
    void whatIsListedAgainAndIsTheSameIsNotReportedAndWaitsForNothing() {
        for (int i = 0; i < 3 * AHEAD; i++) {
            put(1, "1");
        }

        assertThat(put).hasValue(3 * AHEAD);
        assertThat(store.get("o1").getMetadata().getResourceVersion()).isEqualTo("1");
    }

    @Test
    void whatIsTakenTwiceAllowsNoMore() throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            store.taken();
        }
        var informer = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < AHEAD + 1; i++) {
                put(i, "1");
            }
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> informer.getState() == Thread.State.TIMED_WAITING);
        assertThat(put).hasValue(AHEAD);
        store.taken();
        informer.join(Duration.ofSeconds(5));
    }

    @Test
    void takenByManyAtOnceAllowsNoMore() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            put(round, "1");
            var threads = IntStream.range(0, 8)
                    .mapToObj(_ -> Thread.ofPlatform().daemon().start(store::taken))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        put.set(0);
        var informer = Thread.ofPlatform().daemon().start(() -> {
            for (int i = 0; i < AHEAD + 1; i++) {
                put(i, "2");
            }
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> informer.getState() == Thread.State.TIMED_WAITING);
        assertThat(put).hasValue(AHEAD);
        store.taken();
        informer.join(Duration.ofSeconds(5));
    }
}
