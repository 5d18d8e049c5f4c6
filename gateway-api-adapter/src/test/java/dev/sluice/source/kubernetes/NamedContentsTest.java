package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.memory.HeapGuard;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.source.kubernetes.KindObjects.Effect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is read in the end is what is stored, in whatever order a watch reports and requests are answered. */
class NamedContentsTest implements NamedContents.Observer {

    private static final ObjectName KEYS = new ObjectName("shop", "keys");
    private static final WatchedKind SECRETS = WatchedKind.ALL.stream()
            .filter(kind -> Kinds.SECRET.equals(kind.read()))
            .findFirst()
            .orElseThrow();

    private final KindObjects objects = new KindObjects(SECRETS, new StoredForm(_ -> false), HeapGuard.unlimited());
    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final ByHand requests = new ByHand();
    private final NamedContents contents = new NamedContents(objects, _ -> read(), loop::add, this, requests);
    private @Nullable ObjectNode stored;
    private int version;
    private int answers;

    @Override
    public void changed(Effect effect) {
        // Seen by the objects.
    }

    @Override
    public void answered() {
        answers++;
    }

    @Override
    public void failed(RuntimeException cause) {
        throw cause;
    }

    @Override
    public void recovered() {
        throw new AssertionError("nothing has failed");
    }

    private @Nullable ObjectNode read() {
        return stored == null ? null : stored.deepCopy();
    }

    private @Nullable String uid() {
        return objects.find(KEYS).map(NamedContentsTest::uid).orElse(null);
    }

    private static String uid(ObjectNode tree) {
        return tree.at("/metadata/uid").asString();
    }

    private void store() {
        version++;
        stored = (ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion":"v1","kind":"Secret","type":"Opaque","data":{"a":"eA==","tls.crt":"eA=="},
                 "metadata":{"namespace":"shop","name":"keys","uid":"%d","resourceVersion":"%d"}}
                """.formatted(version, version));
    }

    private void want(Extract extract) {
        contents.want(Map.of(KEYS, extract));
    }

    private void runAll() {
        while (!loop.isEmpty() || !requests.waiting.isEmpty()) {
            (loop.isEmpty() ? requests.waiting : loop).remove().run();
        }
    }

    /** An answer from before the end of an object would bring it back for good. */
    @Test
    void answerThatWasOnItsWayWhenTheObjectEndedIsOfNoAccount() {
        store();
        want(Extract.WHOLE);
        requests.waiting.remove().run();

        stored = null;
        contents.removed(KEYS);
        runAll();

        assertThat(uid()).isNull();
        assertThat(contents.areAnswered()).isTrue();
    }

    @Test
    void changeWhileItIsAskedForIsAskedForAfterwards() {
        store();
        want(Extract.WHOLE);
        requests.waiting.remove().run();

        store();
        contents.changed(KEYS);
        contents.changed(KEYS);
        assertThat(requests.waiting).isEmpty();
        runAll();

        assertThat(uid()).isEqualTo("2");
        assertThat(answers).isEqualTo(1);
    }

    /** A reference is text of a tenant; it would lead to another path of the API server. */
    @Test
    void nameThatNoObjectCanHaveIsNotAskedFor() {
        for (String name : List.of("../../other/secrets/keys", "..", "keys?watch=1", "keys%2f", "")) {
            contents.want(Map.of(new ObjectName("shop", name), Extract.WHOLE));

            assertThat(requests.waiting).as(name).isEmpty();
            assertThat(contents.areAnswered()).isTrue();
        }
    }

    @Test
    void otherNamesAreNotAskedFor() {
        want(Extract.WHOLE);
        runAll();

        contents.changed(new ObjectName("shop", "others"));
        contents.removed(new ObjectName("shop", "others"));

        assertThat(requests.waiting).isEmpty();
    }

    /** Of one version, so only what is needed of it differs. */
    @Test
    void moreOfTheSameObjectIsReadWhenMoreIsNeeded() {
        store();
        want(Extract.CERTIFICATES);
        runAll();
        assertThat(data()).containsOnlyKeys("tls.crt");

        want(Extract.WHOLE);
        assertThat(contents.areAnswered()).isFalse();
        runAll();

        assertThat(data()).containsOnlyKeys("tls.crt", "a");
    }

    private Map<String, byte[]> data() {
        return ((Secret) objects.records().getFirst()).data();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noOrderLeavesAnotherStateThanTheStoredOne(long seed) {
        var random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            var history = new ArrayList<String>();
            boolean wanted = new Story(random, history).play();

            assertThat(uid()).as("run %d: %s", run, history).isEqualTo(wanted && stored != null ? uid(stored) : null);
            assertThat(contents.areAnswered()).isTrue();
        }
    }

    /** What is stored and needed from time to time; the watch reports it in its order, and later. */
    private final class Story {

        private final Random random;
        private final List<String> history;
        private final Deque<Runnable> watch = new ArrayDeque<>();
        private boolean wanted;

        Story(Random random, List<String> history) {
            this.random = random;
            this.history = history;
        }

        /** Whether the object is needed in the end. */
        boolean play() {
            contents.want(Map.of());
            for (int step = 0; step < 30; step++) {
                step(random.nextInt(6));
            }
            while (!watch.isEmpty() || !loop.isEmpty() || !requests.waiting.isEmpty()) {
                step(3 + random.nextInt(3));
            }
            return wanted;
        }

        private void step(int which) {
            switch (which) {
                case 0 -> {
                    store();
                    watch.add(() -> contents.changed(KEYS));
                }
                case 1 -> {
                    if (stored != null) {
                        stored = null;
                        watch.add(() -> contents.removed(KEYS));
                    }
                }
                case 2 -> {
                    wanted = random.nextInt(4) > 0;
                    contents.want(
                            wanted
                                    ? Map.of(KEYS, random.nextBoolean() ? Extract.WHOLE : Extract.CERTIFICATES)
                                    : Map.of());
                }
                case 3 -> runNext(watch);
                case 4 -> runNext(loop);
                default -> runNext(requests.waiting);
            }
            history.add("" + which);
        }

        private void runNext(Deque<Runnable> queue) {
            if (!queue.isEmpty()) {
                queue.remove().run();
            }
        }
    }

    /** Does what blocks when the test says so. */
    private static final class ByHand extends AbstractExecutorService {

        private final Deque<Runnable> waiting = new ArrayDeque<>();

        @Override
        public void execute(Runnable command) {
            waiting.add(command);
        }

        @Override
        public void shutdown() {
            waiting.clear();
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
