package dev.sluice.status.write;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.cluster.StoredObjects;
import dev.sluice.resource.ObjectName;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An API server that keeps objects and takes merge patches of their status by optimistic locking, and a watch of it that
 * can be held up.
 */
final class FakeApiServer implements StoredObjects, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final Map<String, ObjectNode> shown = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

    /** Method and path of each request, in order. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    /** Whether the watch shows changes at once. */
    volatile boolean watching = true;

    /** Whether everything was listed once. */
    volatile boolean complete = true;

    /** How often somebody wanted to know that. */
    final AtomicInteger asked = new AtomicInteger();

    /** Answer to patches of a path, instead of taking them. */
    final Map<String, Integer> answers = new ConcurrentHashMap<>();

    /** Members of status that the CRDs do not know. */
    volatile Set<String> unknownMembers = Set.of();

    /** Runs before a patch is looked at. */
    volatile Runnable beforePatch = () -> {};

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    KubernetesClient client() {
        var config = new ConfigBuilder()
                .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Puts an object there, in a new version. */
    synchronized void put(String yaml) {
        var object = (ObjectNode) FlowYaml.read(yaml);
        store(ResourcePath.of(object), object);
    }

    /** Puts something there that is not watched. */
    synchronized void putAt(String path, String yaml) {
        objects.put(path, (ObjectNode) FlowYaml.read(yaml));
    }

    synchronized void delete(String path) {
        objects.remove(path);
        shown.remove(path);
        watchers.forEach(Runnable::run);
    }

    synchronized ObjectNode status(String path) {
        var object = objects.getOrDefault(path, JsonNodeFactory.instance.objectNode());
        return object.path("status") instanceof ObjectNode status ? status.deepCopy() : object.objectNode();
    }

    /** Changes something of an object that is not its status. */
    synchronized void touch(String path) {
        store(
                path,
                objects.getOrDefault(path, JsonNodeFactory.instance.objectNode())
                        .deepCopy());
    }

    /** Shows what the watch has held up. */
    synchronized void catchUp() {
        watching = true;
        shown.putAll(objects);
        watchers.forEach(Runnable::run);
    }

    long patches(String path) {
        return requests.stream()
                .filter(it -> it.equals("PATCH " + path + "/status"))
                .count();
    }

    @Override
    public boolean complete() {
        asked.incrementAndGet();
        return complete;
    }

    @Override
    public Optional<ObjectNode> find(String kind, ObjectName name) {
        return all(kind).stream()
                .filter(it -> it.path("metadata").path("name").asString("").equals(name.name()))
                .filter(it -> it.path("metadata").path("namespace").asString("").equals(name.namespace()))
                .findFirst();
    }

    @Override
    public List<ObjectNode> all(String kind) {
        return shown.values().stream()
                .filter(it -> it.path("kind").asString("").equals(kind))
                .toList();
    }

    @Override
    public void onChange(Runnable changed) {
        watchers.add(changed);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void store(String path, ObjectNode object) {
        object.withObject("/metadata").put("resourceVersion", Long.toString(versions.incrementAndGet()));
        objects.put(path, object);
        if (watching) {
            shown.put(path, object);
            watchers.forEach(Runnable::run);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        var body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("GET")) {
            var object = read(path);
            answer(exchange, object == null ? 404 : answers.getOrDefault(path, 200), object);
        } else {
            beforePatch.run();
            patch(exchange, path.substring(0, path.length() - "/status".length()), (ObjectNode) JSON.readTree(body));
        }
    }

    private synchronized @Nullable ObjectNode read(String path) {
        return objects.get(path);
    }

    private void patch(HttpExchange exchange, String path, ObjectNode patch) throws IOException {
        if (answers.containsKey(path)) {
            answer(exchange, answers.get(path), null);
            return;
        }
        synchronized (this) {
            var object = objects.get(path);
            if (object == null) {
                answer(exchange, 404, null);
            } else if (!Settled.version(patch).equals(Settled.version(object))) {
                answer(exchange, 409, null);
            } else {
                answer(exchange, 200, patched(path, object, patch));
            }
        }
    }

    private ObjectNode patched(String path, ObjectNode object, ObjectNode patch) {
        var patched = object.deepCopy();
        var status = patched.withObject("/status");
        patch.path("status").properties().forEach(member -> status.set(member.getKey(), member.getValue()));
        status.remove(unknownMembers);
        if (!patched.equals(object)) {
            store(path, patched);
        }
        return patched;
    }

    private static void answer(HttpExchange exchange, int code, @Nullable ObjectNode body) throws IOException {
        var text = body == null ? "{\"kind\":\"Status\",\"message\":\"no\"}" : body.toString();
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
