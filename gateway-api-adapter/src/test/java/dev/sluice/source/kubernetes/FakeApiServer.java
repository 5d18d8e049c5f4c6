package dev.sluice.source.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small API server on the loopback address: discovery, lists, watches and single objects, with the faults that a real
 * one has. It keeps what it is given and judges nothing.
 */
public final class FakeApiServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NO_MORE = "";

    private final Set<Served> served = new LinkedHashSet<>();
    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final int port;
    private @Nullable HttpServer server;
    private long version = 1;
    private long compacted;

    /**
     * A kind in a version.
     *
     * @param apiVersion {@code group/version}, or {@code v1} for core
     */
    public record Served(String apiVersion, String kind, String plural, boolean namespaced) {

        String group() {
            return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        }

        String path() {
            return (group().isEmpty() ? "/api/" : "/apis/") + apiVersion;
        }
    }

    private record Event(long version, String type, ObjectNode object) {

        String line() {
            return JSON.createObjectNode()
                    .put("type", type)
                    .set("object", object)
                    .toString();
        }
    }

    private record Selection(
            Served kind,
            @Nullable String namespace,
            @Nullable String name,
            Map<String, String> query) {

        boolean selects(JsonNode object) {
            return object.path("kind").asString().equals(kind.kind())
                    && (namespace == null
                            || namespace.equals(
                                    object.path("metadata").path("namespace").asString("")))
                    && (!query.containsKey("fieldSelector") || fits(object, query.get("fieldSelector")));
        }

        private static boolean fits(JsonNode object, String selector) {
            JsonNode value = object;
            for (String step : selector.substring(0, selector.indexOf('=')).split("\\.", -1)) {
                value = value.path(step);
            }
            return value.asString("").equals(selector.substring(selector.indexOf('=') + 1));
        }
    }

    private record Watcher(Selection selection, LinkedBlockingQueue<String> lines) {}

    /** Serves Kubernetes' own kinds, and every kind of Gateway API in its newest version. */
    public FakeApiServer() throws IOException {
        WatchedKind.ALL.forEach(kind -> serve(new Served(
                kind.apiVersion(kind.versions().getFirst()), kind.kind(), kind.plural(), kind.namespaced())));
        serve(new Served("coordination.k8s.io/v1", "Lease", "leases", true));
        HttpServer first = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = first.getAddress().getPort();
        begin(first);
    }

    /** How it is reached: watches over HTTP, which need no upgrade. */
    public Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withNamespace("sluice-system")
                .withOnlyHttpWatches(true)
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    /** Serves one kind more. */
    public synchronized void serve(Served kind) {
        served.add(kind);
    }

    /** Serves a kind no more in this version; its objects are gone with it where it was the last. */
    public synchronized void remove(String apiVersion, String kind) {
        served.removeIf(it -> it.apiVersion().equals(apiVersion) && it.kind().equals(kind));
        if (served.stream().noneMatch(it -> it.kind().equals(kind))) {
            objects.values().removeIf(it -> it.path("kind").asString().equals(kind));
        }
        endWatches();
    }

    /** Adds or replaces an object; watches are told. */
    public void put(ObjectNode object) {
        ObjectNode _ = store(object, true);
    }

    /** The same, from a text of JSON. */
    public void put(String json) {
        put((ObjectNode) JSON.readTree(json));
    }

    /** Adds or replaces an object that no watch is told of: history was compacted meanwhile, so they get 410 Gone. */
    public synchronized void putAndCompact(String json) {
        ObjectNode _ = store((ObjectNode) JSON.readTree(json), false);
        events.clear();
        compacted = version;
        watchers.forEach(watcher -> watcher.lines().add(gone()));
        endWatches();
    }

    public synchronized void delete(String kind, String namespace, String name) {
        ObjectNode gone = objects.remove(key(kind, namespace, name));
        if (gone != null) {
            tell("DELETED", gone.deepCopy().set("metadata", stamped(gone, ++version)));
        }
    }

    /** Forgets every object. */
    public synchronized void clear() {
        objects.clear();
        events.clear();
    }

    /** Lists of these wait until {@link #release}. */
    public void hold(String plural) {
        held.put(plural, new CountDownLatch(1));
    }

    public void release(String plural) {
        Optional.ofNullable(held.remove(plural)).ifPresent(CountDownLatch::countDown);
    }

    /** Lists and watches of these are answered 403. */
    public void forbid(String plural) {
        forbidden.add(plural);
    }

    /** Paths and queries of all requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Ends, with all connections; what it has stays. */
    public void stop() {
        endWatches();
        if (server != null) {
            server.stop(0);
            server = null;
        }
    }

    /** Begins again at the same port. */
    public void restart() throws IOException {
        begin(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0));
    }

    @Override
    public void close() {
        stop();
        held.values().forEach(CountDownLatch::countDown);
    }

    private void begin(HttpServer fresh) {
        fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        fresh.createContext("/", this::answer);
        fresh.start();
        server = fresh;
    }

    private void endWatches() {
        watchers.forEach(watcher -> watcher.lines().add(NO_MORE));
        watchers.clear();
    }

    private static String gone() {
        return JSON.createObjectNode()
                .put("type", "ERROR")
                .set("object", status(410, "Expired", "too old resource version"))
                .toString();
    }

    private synchronized ObjectNode store(ObjectNode given, boolean told) {
        ObjectNode object = given.deepCopy();
        JsonNode metadata = object.path("metadata");
        String key = key(
                object.path("kind").asString(),
                metadata.path("namespace").asString(""),
                metadata.path("name").asString());
        ObjectNode before = objects.get(key);
        object.set("metadata", stamped(object, ++version));
        objects.put(key, object);
        if (told) {
            tell(before == null ? "ADDED" : "MODIFIED", object);
        }
        return object;
    }

    /** A generation counts what is given, as a test does that changes a spec. */
    private static ObjectNode stamped(ObjectNode object, long version) {
        ObjectNode metadata = ((ObjectNode) object.path("metadata")).deepCopy();
        metadata.put("resourceVersion", Long.toString(version));
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid-" + metadata.path("name").asString());
        }
        return metadata;
    }

    private void tell(String type, ObjectNode object) {
        var event = new Event(version, type, object);
        events.add(event);
        watchers.stream()
                .filter(watcher -> watcher.selection().selects(object))
                .forEach(watcher -> watcher.lines().add(event.line()));
    }

    private static String key(String kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String uri = exchange.getRequestURI().toString();
        requests.add(uri);
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Optional<JsonNode> discovery = discovery(path);
            if (discovery.isPresent()) {
                send(exchange, 200, discovery.get());
            } else {
                Selection selection = selection(exchange, path);
                if (selection == null) {
                    send(exchange, 404, status(404, "NotFound", "the server could not find the requested resource"));
                } else {
                    answer(exchange, selection);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<JsonNode> discovery(String path) {
        if (path.equals("/apis")) {
            return Optional.of(groups());
        }
        var kinds = served.stream().filter(it -> it.path().equals(path)).toList();
        return kinds.isEmpty() ? Optional.empty() : Optional.of(resources(kinds));
    }

    private ObjectNode groups() {
        ObjectNode list = JSON.createObjectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        served.stream()
                .map(Served::group)
                .filter(it -> !it.isEmpty())
                .distinct()
                .forEach(group -> {
                    ArrayNode versions = groups.addObject().put("name", group).putArray("versions");
                    served.stream()
                            .filter(it -> it.group().equals(group))
                            .map(Served::apiVersion)
                            .distinct()
                            .forEach(version -> versions.addObject()
                                    .put("groupVersion", version)
                                    .put("version", version.substring(group.length() + 1)));
                });
        return list;
    }

    private static ObjectNode resources(List<Served> kinds) {
        ObjectNode list = JSON.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", kinds.getFirst().apiVersion());
        ArrayNode resources = list.putArray("resources");
        kinds.forEach(kind -> resources
                .addObject()
                .put("name", kind.plural())
                .put("kind", kind.kind())
                .put("namespaced", kind.namespaced()));
        return list;
    }

    private synchronized @Nullable Selection selection(HttpExchange exchange, String path) {
        for (Served kind : served) {
            if (path.startsWith(kind.path() + "/")) {
                String[] steps = path.substring(kind.path().length() + 1).split("/", -1);
                boolean scoped = steps.length > 2 && steps[0].equals("namespaces");
                int at = scoped ? 2 : 0;
                if (steps[at].equals(kind.plural())) {
                    return new Selection(
                            kind,
                            scoped ? steps[1] : null,
                            steps.length > at + 1 ? steps[at + 1] : null,
                            query(exchange.getRequestURI().getRawQuery()));
                }
            }
        }
        return null;
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new TreeMap<String, String>();
        Stream.of(raw == null ? new String[0] : raw.split("&", -1)).forEach(pair -> {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        });
        return query;
    }

    private void answer(HttpExchange exchange, Selection selection) throws IOException, InterruptedException {
        String plural = selection.kind().plural();
        if (forbidden.contains(plural)) {
            send(exchange, 403, status(403, "Forbidden", plural + " is forbidden"));
        } else if (selection.name() != null || !exchange.getRequestMethod().equals("GET")) {
            single(exchange, selection);
        } else if (selection.query().containsKey("watch")) {
            watch(exchange, selection);
        } else {
            CountDownLatch latch = held.get(plural);
            if (latch != null) {
                latch.await();
            }
            send(exchange, 200, list(selection));
        }
    }

    /** One object, read or written; a write of an older resourceVersion is a conflict. */
    private void single(HttpExchange exchange, Selection selection) throws IOException {
        String namespace = selection.namespace() == null ? "" : selection.namespace();
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String name =
                selection.name() == null ? body.path("metadata").path("name").asString() : selection.name();
        String key = key(selection.kind().kind(), namespace, name);
        ObjectNode answer;
        synchronized (this) {
            ObjectNode stored = objects.get(key);
            String old = body.path("metadata").path("resourceVersion").asString("");
            if (stored != null
                    && !old.isEmpty()
                    && !old.equals(
                            stored.path("metadata").path("resourceVersion").asString())) {
                answer = status(409, "Conflict", "the object has been modified");
            } else if (body instanceof ObjectNode object) {
                answer = store(object, true);
            } else {
                answer = stored == null ? status(404, "NotFound", name + " not found") : stored;
            }
        }
        send(exchange, answer.path("code").intValue(200), answer);
    }

    /** Items of Kubernetes' own kinds do not say what they are, as with a real one. */
    private synchronized ObjectNode list(Selection selection) {
        ObjectNode list = JSON.createObjectNode()
                .put("kind", selection.kind().kind() + "List")
                .put("apiVersion", selection.kind().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        ArrayNode items = list.putArray("items");
        objects.values().stream().filter(selection::selects).forEach(object -> {
            ObjectNode item = object.deepCopy();
            if (selection.kind().group().isEmpty()) {
                item.remove(List.of("kind", "apiVersion"));
            }
            items.add(item);
        });
        return list;
    }

    private void watch(HttpExchange exchange, Selection selection) throws IOException, InterruptedException {
        var watcher = new Watcher(selection, new LinkedBlockingQueue<>());
        synchronized (this) {
            long since = Long.parseLong(selection.query().getOrDefault("resourceVersion", "0"));
            if (since < compacted) {
                watcher.lines().add(gone());
                watcher.lines().add(NO_MORE);
            }
            events.stream()
                    .filter(event -> event.version() > since && selection.selects(event.object()))
                    .forEach(event -> watcher.lines().add(event.line()));
            watchers.add(watcher);
        }
        try {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            for (String line = watcher.lines().poll(1, TimeUnit.MINUTES);
                    line != null && !line.equals(NO_MORE);
                    line = watcher.lines().poll(1, TimeUnit.MINUTES)) {
                exchange.getResponseBody().write((line + "\n").getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } finally {
            watchers.remove(watcher);
        }
    }

    private static ObjectNode status(int code, String reason, String message) {
        return JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("reason", reason)
                .put("message", message)
                .put("code", code);
    }

    private static void send(HttpExchange exchange, int code, JsonNode body) {
        byte[] bytes = body.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        try {
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
