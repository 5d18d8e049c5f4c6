package dev.sluice.source.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.source.kubernetes.WatchedTwice.Reporter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What two watches of one Secret report is read in the end as it is stored, in whatever order they report it. */
class WatchedTwiceTest {

    private static final ObjectName KEYS = new ObjectName("shop", "keys");
    private static final String CERTIFICATE = "kubernetes.io/tls";
    private static final WatchedKind SECRETS = WatchedKind.ALL.stream()
            .filter(kind -> Kinds.SECRET.equals(kind.read()))
            .findFirst()
            .orElseThrow();

    private final KindObjects objects = new KindObjects(SECRETS, new StoredForm(_ -> false));
    private final WatchedTwice watched = new WatchedTwice(objects, true);

    private static ObjectNode secret(String type, int uid) {
        return (ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion":"v1","kind":"Secret","type":"%s","data":{},
                 "metadata":{"namespace":"shop","name":"keys","uid":"%d","resourceVersion":"%d"}}
                """.formatted(type, uid, uid));
    }

    private @Nullable String uid() {
        return objects.find(KEYS).map(WatchedTwiceTest::uid).orElse(null);
    }

    private static String uid(ObjectNode tree) {
        return tree.at("/metadata/uid").asString();
    }

    @Test
    void lateEndOfACertificateDoesNotRemoveThePasswordOfItsName() {
        watched.put(Reporter.SELECTING, secret(CERTIFICATE, 1));
        watched.begin(KEYS);
        watched.put(Reporter.BY_NAME, secret(CERTIFICATE, 1));
        watched.listed(KEYS);

        watched.remove(Reporter.BY_NAME, KEYS);
        watched.put(Reporter.BY_NAME, secret("Opaque", 2));
        watched.remove(Reporter.SELECTING, KEYS);

        assertThat(uid()).isEqualTo("2");
    }

    @Test
    void watchThatFindsNothingEndsWhatWasRead() {
        watched.put(Reporter.SELECTING, secret(CERTIFICATE, 1));
        watched.begin(KEYS);

        watched.listed(KEYS);

        assertThat(uid()).isNull();
    }

    @Test
    void certificateThatWasReportedMeanwhileStaysWhereTheWatchByNameEnds() {
        watched.begin(KEYS);
        watched.put(Reporter.BY_NAME, secret("Opaque", 1));
        watched.listed(KEYS);

        watched.put(Reporter.SELECTING, secret(CERTIFICATE, 2));
        assertThat(uid()).isEqualTo("1");
        watched.end(KEYS);

        assertThat(uid()).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noOrderOfReportsLeavesAnotherStateThanTheStoredOne(long seed) {
        var random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            var story = new Story(random);
            story.play();
            assertThat(uid()).as("run %d: %s", run, story.history).isEqualTo(story.expected());
            watched.end(KEYS);
            objects.remove(KEYS);
        }
    }

    /** What is stored from time to time, and one watch by name that begins, and may end, within. */
    private final class Story {

        private final Random random;
        /** Empty: there is no such Secret. */
        private final List<Optional<ObjectNode>> history = new ArrayList<>();

        private final Deque<Runnable> selecting = new ArrayDeque<>();
        private final Deque<Runnable> byName = new ArrayDeque<>();
        private final boolean ends;

        Story(Random random) {
            this.random = random;
            this.ends = random.nextBoolean();
            history.add(Optional.empty());
            for (int uid = 1; uid <= 4; uid++) {
                var made = secret(random.nextBoolean() ? CERTIFICATE : "Opaque", uid);
                history.add(Optional.of(made));
                if (uid < 4 || random.nextBoolean()) {
                    history.add(Optional.empty());
                }
            }
            int begin = random.nextInt(history.size());
            for (int at = 1; at < history.size(); at++) {
                reports(Reporter.SELECTING, selecting, at, true);
            }
            byName.add(() -> watched.begin(KEYS));
            history.get(begin).ifPresent(there -> byName.add(() -> watched.put(Reporter.BY_NAME, there)));
            byName.add(() -> watched.listed(KEYS));
            int end = ends ? begin + 1 + random.nextInt(history.size() - begin) : history.size();
            for (int at = begin + 1; at < end; at++) {
                reports(Reporter.BY_NAME, byName, at, false);
            }
            if (ends) {
                byName.add(() -> watched.end(KEYS));
            }
        }

        private void reports(Reporter reporter, Deque<Runnable> reports, int at, boolean certificatesOnly) {
            var now = history.get(at);
            var of = now.or(() -> history.get(at - 1)).orElseThrow();
            if (certificatesOnly && !of.path("type").asString().equals(CERTIFICATE)) {
                return;
            }
            reports.add(
                    now.isPresent()
                            ? () -> watched.put(reporter, of.deepCopy())
                            : () -> watched.remove(reporter, KEYS));
        }

        void play() {
            while (!selecting.isEmpty() || !byName.isEmpty()) {
                boolean first = byName.isEmpty() || (!selecting.isEmpty() && random.nextBoolean());
                (first ? selecting : byName).remove().run();
            }
        }

        @Nullable
        String expected() {
            return history.getLast()
                    .filter(there -> !ends || there.path("type").asString().equals(CERTIFICATE))
                    .map(WatchedTwiceTest::uid)
                    .orElse(null);
        }
    }
}
