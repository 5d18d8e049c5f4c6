package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small API server on the loopback address, before a {@link FakeCluster}: discovery, lists, watches, writes of single
 * objects, and the faults that a real one has. A merge patch that names no version is a conflict, see
 * {@link FakeCluster#patch}. Called by any thread.
 */
public final class FakeApiServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NO_MORE = "";
    private static final String WATCH = "watch ";

    private final FakeCluster cluster = new FakeCluster();
    private final ServedKinds kinds = new ServedKinds();
    private final ServedLists lists = new ServedLists();
    private final List<BlockingQueue<String>> watchers = new CopyOnWriteArrayList<>();
    private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final int port;
    private volatile Runnable beforePatch = () -> {};
    private volatile Runnable afterStatus = () -> {};
    private volatile String reason = "";
    private volatile @Nullable Response always;
    private volatile @Nullable String retryAfter;
    private volatile CountDownLatch swallows = new CountDownLatch(0);
    private @Nullable HttpServer server;

    private record Response(int code, String body) {

        static Response of(int code, JsonNode body) {
            return new Response(code, body.toString());
        }

        /** As API servers refuse. */
        static Response status(int code, String reason, String message) {
            return of(code, FakeApiServer.status(code, reason, message));
        }
    }

    /** Serves {@link ServedKind#USUAL}; nothing is in it. */
    public FakeApiServer() throws IOException {
        HttpServer first = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        port = first.getAddress().getPort();
        begin(first);
    }

    /** Such as {@code http://127.0.0.1:38217}. Watches need no upgrade. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What it has. */
    public FakeCluster cluster() {
        return cluster;
    }

    /** The object that a path names; null where there is none. */
    public @Nullable ObjectNode find(String path) {
        Selection selection = kinds.select(path, Map.of());
        return selection == null ? null : find(selection.id(JSON.missingNode()));
    }

    /** Serves one kind more. */
    public void serve(ServedKind kind) {
        kinds.add(kind);
    }

    /** Serves a kind no more in this version; its objects are gone with it where it was the last. */
    public void remove(String apiVersion, String kind) {
        if (kinds.remove(apiVersion, kind)) {
            cluster.forget(kind);
        }
        endWatches();
    }

    /** Leaves a kind out of discovery, as a server that has just started does; its own paths answer as before. */
    public void leaveOutOfDiscovery(String kind) {
        kinds.list(kind, false);
    }

    /** Takes back a {@link #leaveOutOfDiscovery}. */
    public void listInDiscovery(String kind) {
        kinds.list(kind, true);
    }

    /**
     * Adds or replaces an object without an event for any watch: history was compacted meanwhile, so they get 410 Gone.
     */
    public void putAndCompact(String json) {
        cluster.putAndCompact((ObjectNode) JSON.readTree(json));
        lists.forgetBegun();
        watchers.forEach(watcher -> watcher.add(gone()));
        endWatches();
    }

    /** Lists of these wait until {@link #release}. */
    public void hold(String plural) {
        held.put(plural, new CountDownLatch(1));
    }

    /** Answers lists that wait, and those to come. */
    public void release(String plural) {
        Optional.ofNullable(held.remove(plural)).ifPresent(CountDownLatch::countDown);
    }

    /**
     * Requests for these are answered 403.
     *
     * @param plural such as {@code services}, or {@code shop/services} for those of one namespace
     */
    public void forbid(String plural) {
        forbidden.add(plural);
    }

    /** Watches of these are answered 403 from now on; lists, and watches that have begun, are not. */
    public void forbidWatch(String plural) {
        forbidden.add(WATCH + plural);
    }

    /** Takes back a {@link #forbidWatch}. */
    public void allowWatch(String plural) {
        forbidden.remove(WATCH + plural);
    }

    /** Takes back a {@link #forbid}. */
    public void allow(String plural) {
        forbidden.remove(plural);
    }

    /** What its message says more, wherever something is forbidden. */
    public void explainForbidden(String words) {
        reason = words;
    }

    /** Requests for one object, or its status, are answered so. */
    public void refuse(String path, int code) {
        refused.put(path, code);
    }

    /** Takes back every {@link #refuse}. */
    public void refuseNothing() {
        refused.clear();
    }

    /** Every request is answered so from now on, and nothing is changed. */
    public void answerAlways(int code, String body) {
        retryAfter = null;
        always = new Response(code, body);
    }

    /** Every request is answered so, with this Retry-After. */
    public void askToWait(int code, String retryAfter) {
        answerAlways(code, "{}");
        this.retryAfter = retryAfter;
    }

    /** Requests are read and never answered from now on, as where packets are lost. */
    public void swallow() {
        swallows = new CountDownLatch(1);
    }

    /** Answers by what it has again; requests that were swallowed are answered 503, which few wait for. */
    public void answerAsUsual() {
        always = null;
        retryAfter = null;
        swallows.countDown();
    }

    /** Has this run in the thread of each patch before it is looked at. */
    public void beforePatch(Runnable action) {
        beforePatch = action;
    }

    /** Has this run after each status that is stored, before that is answered. */
    public void afterStatus(Runnable action) {
        afterStatus = action;
    }

    /** All requests so far, in their order. */
    public List<ApiRequest> requests() {
        return List.copyOf(requests);
    }

    /** Methods, paths and queries of all requests so far. */
    public List<String> targets() {
        return requests.stream().map(ApiRequest::target).toList();
    }

    /** Ends, with all connections; what it has stays. */
    public synchronized void stop() {
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
        swallows.countDown();
        stop();
        held.values().forEach(CountDownLatch::countDown);
    }

    private synchronized void begin(HttpServer fresh) {
        fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        fresh.createContext("/", this::answer);
        fresh.start();
        server = fresh;
    }

    private void endWatches() {
        watchers.forEach(watcher -> watcher.add(NO_MORE));
        watchers.clear();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ApiRequest request = ApiRequest.of(exchange);
            requests.add(request);
            if (swallows.getCount() > 0) {
                swallows.await();
                send(exchange, Response.status(503, "ServiceUnavailable", "too late"));
                return;
            }
            Selection selection = kinds.select(request.path(), request.query());
            if (always == null && selection != null && isWatch(request, selection)) {
                watch(exchange, selection, ObjectForm.of(request));
            } else {
                send(exchange, response(request, selection));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable ObjectNode find(FakeCluster.Id id) {
        return cluster.find(id.kind(), id.namespace(), id.name());
    }

    private boolean isWatch(ApiRequest request, Selection selection) {
        return request.method().equals("GET") && selection.isWatch() && !isForbidden(selection);
    }

    private boolean isForbidden(Selection selection) {
        String plural = selection.kind().plural();
        return forbidden.contains(plural)
                || forbidden.contains(selection.namespace() + "/" + plural)
                || (selection.isWatch() && forbidden.contains(WATCH + plural));
    }

    private Response response(ApiRequest request, @Nullable Selection selection) throws InterruptedException {
        Response same = always;
        if (same != null) {
            return same;
        }
        Optional<ObjectNode> discovery = kinds.discovery(request.path());
        if (discovery.isPresent()) {
            return Response.of(200, discovery.get());
        }
        if (selection == null) {
            return Response.status(404, "NotFound", "the server could not find the requested resource");
        }
        return response(request, selection, selection.kind().plural());
    }

    private Response response(ApiRequest request, Selection selection, String plural) throws InterruptedException {
        Integer code = refused.get(request.path().replaceFirst("/status$", ""));
        if (request.method().equals("PATCH")) {
            beforePatch.run();
        }
        if (code != null) {
            return Response.status(code, "Refused", "refused");
        }
        if (isForbidden(selection)) {
            return Response.status(403, "Forbidden", plural + " is forbidden" + reason);
        }
        if (selection.name() != null || !request.method().equals("GET")) {
            return single(request, selection);
        }
        CountDownLatch latch = held.get(plural);
        if (latch != null) {
            latch.await();
        }
        ObjectNode list = lists.list(selection, cluster, ObjectForm.of(request));
        return list == null
                ? Response.status(410, "Expired", "the provided continue parameter is too old")
                : Response.of(200, list);
    }

    /** One object, read or written. */
    private Response single(ApiRequest request, Selection selection) {
        JsonNode body = JSON.readTree(request.body());
        FakeCluster.Id id = selection.id(body);
        return switch (request.method()) {
            case "GET" -> {
                ObjectNode object = find(id);
                yield response(new FakeCluster.Reply(object == null ? 404 : 200, object), id);
            }
            case "POST" -> response(cluster.create(id, (ObjectNode) body), id);
            case "PUT" -> response(cluster.replace(id, (ObjectNode) body), id);
            case "DELETE" ->
                response(
                        cluster.delete(
                                id, body.at("/preconditions/resourceVersion").asString("")),
                        id);
            case "PATCH" -> patch(request, selection.status(), id, body);
            default -> Response.status(405, "MethodNotAllowed", request.method());
        };
    }

    private Response patch(ApiRequest request, boolean status, FakeCluster.Id id, JsonNode body) {
        if (!request.contentType().startsWith("application/merge-patch+json")) {
            return Response.status(415, "UnsupportedMediaType", request.contentType());
        }
        var patch = (ObjectNode) body;
        if (!status) {
            return response(cluster.patch(id, patch), id);
        }
        Response response = response(cluster.patchStatus(id, patch), id);
        afterStatus.run();
        return response;
    }

    private static Response response(FakeCluster.Reply reply, FakeCluster.Id id) {
        if (reply.object() != null) {
            return Response.of(reply.code(), reply.object());
        }
        return reply.code() == 404
                ? Response.status(404, "NotFound", id.name() + " not found")
                : Response.status(409, "Conflict", "the object has been modified");
    }

    private void watch(HttpExchange exchange, Selection selection, ObjectForm form)
            throws IOException, InterruptedException {
        BlockingQueue<String> watcher = new LinkedBlockingQueue<>();
        watchers.add(watcher);
        Runnable leave = follow(selection, watcher, form);
        try {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
            // The shortest that can be asked for is a second; tests need not wait for it.
            boolean brief = "1".equals(selection.query().get("timeoutSeconds"));
            long longest = brief ? 50 : TimeUnit.MINUTES.toMillis(1);
            for (String line = watcher.poll(longest, TimeUnit.MILLISECONDS);
                    line != null && !line.equals(NO_MORE);
                    line = watcher.poll(longest, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write((line + "\n").getBytes(UTF_8));
                exchange.getResponseBody().flush();
            }
        } finally {
            leave.run();
            watchers.remove(watcher);
        }
    }

    private Runnable follow(Selection selection, BlockingQueue<String> watcher, ObjectForm form) {
        long since = Long.parseLong(selection.query().getOrDefault("resourceVersion", "0"));
        Runnable leave = cluster.followSince(since, event -> {
            if (selection.selects(event.object())) {
                watcher.add(line(event.type(), form.of(event.object())));
            }
        });
        if (leave == null) {
            watcher.add(gone());
            watcher.add(NO_MORE);
            return () -> {};
        }
        return leave;
    }

    private static String line(String type, ObjectNode object) {
        return JSON.createObjectNode().put("type", type).set("object", object).toString();
    }

    private static String gone() {
        return line("ERROR", status(410, "Expired", "too old resource version"));
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

    private void send(HttpExchange exchange, Response response) throws IOException {
        byte[] bytes = response.body().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        String pause = retryAfter;
        if (pause != null) {
            exchange.getResponseHeaders().set("Retry-After", pause);
        }
        exchange.sendResponseHeaders(response.code(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
