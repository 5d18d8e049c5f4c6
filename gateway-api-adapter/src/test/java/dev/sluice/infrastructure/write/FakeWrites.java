package dev.sluice.infrastructure.write;

import static java.util.Objects.requireNonNull;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.testkit.FakeCluster;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Writes to a cluster in memory, with the answers that an API server would give. */
final class FakeWrites implements ObjectWrites {

    private final FakeCluster cluster;
    private final List<String> requests = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private boolean away;
    private Runnable afterWrite = () -> {};

    FakeWrites(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** Whose sockets are all open. */
    static PodSockets openPods() {
        return new PodSockets(Duration.ofSeconds(1), (_, _) -> true, Runnable::run, InstantSource.system());
    }

    /** Has this run after each patch and creation that is made, as a webhook or another controller. */
    synchronized void afterWrite(Runnable action) {
        afterWrite = action;
    }

    synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    /** Answers every request of this text, such as {@code create Service a-sluice}, with this; null: as it is. */
    synchronized void answer(String request, @Nullable Answer answer) {
        if (answer == null) {
            answers.remove(request);
        } else {
            answers.put(request, answer);
        }
    }

    /** The requests that were made since the last time this was asked, such as {@code patch Service a-sluice}. */
    synchronized List<String> requests() {
        var made = List.copyOf(requests);
        requests.clear();
        return made;
    }

    @Override
    public Answer create(ObjectKey key, ObjectNode object) {
        return answer("create", key).orElseGet(() -> written(cluster.create(id(key), object)));
    }

    @Override
    public Answer patch(ObjectKey key, ObjectNode patch) {
        return answer("patch", key).orElseGet(() -> written(cluster.patch(id(key), patch)));
    }

    @Override
    public Answer delete(ObjectKey key, String resourceVersion) {
        return answer("delete", key).orElseGet(() -> answer(cluster.delete(id(key), resourceVersion)));
    }

    @Override
    public String lastWriter(ObjectKey key) {
        return "the test";
    }

    private Answer written(FakeCluster.Reply reply) {
        afterWrite.run();
        return answer(reply);
    }

    private synchronized Optional<Answer> answer(String verb, ObjectKey key) {
        if (away) {
            throw new UnavailableException("the API server is away");
        }
        var request = verb + " " + key.kind() + " " + key.name().name();
        requests.add(request);
        return Optional.ofNullable(answers.get(request));
    }

    private static Answer answer(FakeCluster.Reply reply) {
        return switch (reply.code()) {
            case 404 -> new Answer.Gone();
            case 409 -> new Answer.Conflict();
            default -> new Answer.Done(requireNonNull(reply.object()));
        };
    }

    private static FakeCluster.Id id(ObjectKey key) {
        return new FakeCluster.Id(key.kind(), key.name().namespace(), key.name().name());
    }
}
