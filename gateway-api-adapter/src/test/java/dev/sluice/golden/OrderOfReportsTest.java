package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.FakeCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The folders that need no settings, one after the other in one cluster: their objects come, are changed and go in a
 * random order, each kind by a watch of its own, between those of other folders. Whatever the order, what is served and
 * said in the end is that of the objects that are there.
 */
final class OrderOfReportsTest {

    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private static ClusterPipeline cluster;

    /** The same for each run, so that a failure can be seen again. */
    private static final Random RANDOM = new Random(20);

    /** Every object of every folder, by kind: what another object of the kind may have been before. */
    private static final Map<String, List<ObjectNode>> OF_KIND = new HashMap<>();

    @BeforeAll
    static void begin() throws IOException {
        cluster = new ClusterPipeline();
        cluster.start();
        for (Path folder : folders()) {
            for (ObjectNode tree : StoredTrees.of(folder)) {
                OF_KIND.computeIfAbsent(FakeCluster.Id.of(tree).kind(), _ -> new ArrayList<>())
                        .add(tree);
            }
        }
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static List<Path> folders() throws IOException {
        return GoldenCase.folders().stream()
                .filter(folder -> !Files.exists(folder.resolve("settings.yaml")))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> folder() throws IOException {
        return folders().stream().map(folder -> DynamicTest.dynamicTest(GoldenCase.name(folder), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        var golden = GoldenCase.of(folder);
        var expected = golden.run(golden.objects());
        var story = new Story(StoredTrees.of(folder));
        story.play();
        ClusterPipeline.soon()
                .untilAsserted(() ->
                        assertThat(cluster.output()).as("%s", story.played).isEqualTo(expected));
        cluster.assertNoStageHasFailed();
    }

    /** From what is in the cluster to these objects. */
    private static final class Story {

        private final List<String> played = new ArrayList<>();
        private final List<Deque<Step>> ofObjects = new ArrayList<>();

        /** @param tree null: there is none from then on */
        private record Step(FakeCluster.Id id, @Nullable ObjectNode tree) {}

        Story(List<ObjectNode> trees) {
            Set<FakeCluster.Id> wanted = new HashSet<>();
            trees.forEach(tree -> wanted.add(FakeCluster.Id.of(tree)));
            for (ObjectNode tree : trees) {
                ofObjects.add(come(tree));
            }
            for (ObjectNode there : cluster.server.cluster().picture().objects()) {
                if (!wanted.contains(FakeCluster.Id.of(there))) {
                    ofObjects.add(new ArrayDeque<>(List.of(new Step(FakeCluster.Id.of(there), null))));
                }
            }
        }

        private static Deque<Step> come(ObjectNode tree) {
            var id = FakeCluster.Id.of(tree);
            Deque<Step> steps = new ArrayDeque<>();
            for (int before = RANDOM.nextInt(3); before > 0; before--) {
                steps.add(new Step(id, RANDOM.nextInt(3) == 0 ? null : other(tree)));
            }
            steps.add(new Step(id, tree));
            return steps;
        }

        /** Of this name, and otherwise as another of its kind. */
        private static ObjectNode other(ObjectNode tree) {
            List<ObjectNode> all = OF_KIND.getOrDefault(FakeCluster.Id.of(tree).kind(), List.of());
            ObjectNode other = all.get(RANDOM.nextInt(all.size())).deepCopy();
            ObjectNode metadata = (ObjectNode) other.path("metadata");
            metadata.set("name", tree.at("/metadata/name"));
            if (tree.path("metadata").has("namespace")) {
                metadata.set("namespace", tree.at("/metadata/namespace"));
            }
            return other;
        }

        void play() {
            List<Deque<Step>> left = new ArrayList<>(ofObjects);
            while (!left.isEmpty()) {
                Deque<Step> steps = left.get(RANDOM.nextInt(left.size()));
                play(steps.remove());
                left.removeIf(Deque::isEmpty);
            }
        }

        private void play(Step step) {
            var id = step.id();
            if (step.tree() == null) {
                cluster.server.cluster().remove(id.kind(), id.namespace(), id.name());
                played.add("-" + id);
            } else {
                cluster.server.cluster().put(step.tree().deepCopy());
                played.add("+" + id);
            }
            if (RANDOM.nextInt(4) == 0) {
                // Sometimes what came so far is judged before the next comes.
                LockSupport.parkNanos(RANDOM.nextLong(LONGEST_PAUSE_NANOS));
            }
        }
    }
}
