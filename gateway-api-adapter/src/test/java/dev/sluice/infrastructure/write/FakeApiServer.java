package dev.sluice.infrastructure.write;

import dev.sluice.cluster.ObjectKey;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.cluster.api.Answer;
import dev.sluice.cluster.api.UnavailableException;
import dev.sluice.resource.ObjectName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server in memory, and what is watched of it. While it {@link #holdEvents holds events}, what is watched stays
 * behind what is stored.
 */
final class FakeApiServer implements StoredObjects, ObjectWrites {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<ObjectKey, ObjectNode> objects = new LinkedHashMap<>();
    private Map<ObjectKey, ObjectNode> watched = new LinkedHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, Answer> answers = new HashMap<>();
    private boolean holds;
    private boolean away;
    private int version;

    /** Stores an object as somebody else would. */
    synchronized void put(String json) {
        var object = (ObjectNode) JSON.readTree(json);
        store(key(object), object);
    }

    /** Changes an object as somebody else would. */
    synchronized void edit(String kind, String name, String mergePatch) {
        var key = new ObjectKey(kind, new ObjectName("shop", name));
        var object = Objects.requireNonNull(objects.get(key)).deepCopy();
        merge(object, (ObjectNode) JSON.readTree(mergePatch));
        store(key, object);
    }

    synchronized void remove(String kind, String name) {
        objects.remove(new ObjectKey(kind, new ObjectName("shop", name)));
        tell();
    }

    synchronized void holdEvents() {
        holds = true;
    }

    synchronized void releaseEvents() {
        holds = false;
        tell();
    }

    synchronized void setAway(boolean isAway) {
        away = isAway;
    }

    /** Answers every request of this text, such as {@code create Service a-sluice}, with this. */
    synchronized void answer(String request, Answer answer) {
        answers.put(request, answer);
    }

    /** The requests that were made since the last time this was asked, such as {@code patch Service a-sluice}. */
    synchronized List<String> requests() {
        var made = List.copyOf(requests);
        requests.clear();
        return made;
    }

    /** What is stored, whether or not it was told. */
    synchronized @Nullable ObjectNode stored(String kind, String name) {
        return objects.get(new ObjectKey(kind, new ObjectName("shop", name)));
    }

    @Override
    public synchronized Answer create(ObjectKey key, ObjectNode object) {
        return answer("create", key).orElseGet(() -> {
            if (objects.containsKey(key)) {
                return new Answer.Conflict();
            }
            return new Answer.Done(store(key, object.deepCopy()));
        });
    }

    @Override
    public synchronized Answer patch(ObjectKey key, ObjectNode patch) {
        return answer("patch", key).orElseGet(() -> {
            var object = objects.get(key);
            if (object == null || !version(object).equals(version(patch))) {
                return new Answer.Conflict();
            }
            var changed = object.deepCopy();
            merge(changed, patch);
            return new Answer.Done(store(key, changed));
        });
    }

    @Override
    public synchronized Answer delete(ObjectKey key, String resourceVersion) {
        return answer("delete", key).orElseGet(() -> {
            var object = objects.get(key);
            if (object == null || !version(object).equals(resourceVersion)) {
                return new Answer.Conflict();
            }
            objects.remove(key);
            tell();
            return new Answer.Done(object);
        });
    }

    @Override
    public boolean complete() {
        return true;
    }

    @Override
    public synchronized Optional<ObjectNode> find(String kind, ObjectName name) {
        return Optional.ofNullable(watched.get(new ObjectKey(kind, name)));
    }

    @Override
    public synchronized List<ObjectNode> all(String kind) {
        return watched.entrySet().stream()
                .filter(entry -> entry.getKey().kind().equals(kind))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }

    private Optional<Answer> answer(String verb, ObjectKey key) {
        if (away) {
            throw new UnavailableException("the API server is away");
        }
        var request = verb + " " + key.kind() + " " + key.name().name();
        requests.add(request);
        return Optional.ofNullable(answers.get(request));
    }

    private ObjectNode store(ObjectKey key, ObjectNode object) {
        version++;
        object.withObject("/metadata").put("resourceVersion", "" + version);
        objects.put(key, object);
        tell();
        return object;
    }

    private void tell() {
        if (!holds) {
            watched = new LinkedHashMap<>(objects);
            listeners.forEach(Runnable::run);
        }
    }

    /** RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var field : patch.properties()) {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode deeper) {
                JsonNode there = target.path(field.getKey());
                merge(there instanceof ObjectNode object ? object : target.putObject(field.getKey()), deeper);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        }
    }

    private static ObjectKey key(ObjectNode object) {
        return ObjectKey.of(object.path("kind").asString(""), object);
    }

    private static String version(JsonNode object) {
        return object.path("metadata").path("resourceVersion").asString("");
    }
}
