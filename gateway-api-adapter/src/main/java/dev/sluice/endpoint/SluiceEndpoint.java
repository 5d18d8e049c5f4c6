package dev.sluice.endpoint;

import dev.sluice.entry.ServedRules;
import dev.sluice.entry.Serving;
import dev.sluice.listen.ListenerServers;
import dev.sluice.mesh.KeptForBoot;
import dev.sluice.observe.Recordings;
import dev.sluice.pipeline.Pipeline;
import dev.sluice.pipeline.PipelineState;
import dev.sluice.resource.StatusDocument;
import dev.sluice.route.Explaining;
import dev.sluice.upstream.Upstreams;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** {@code /actuator/sluice}. What it does not know is answered 404. */
@Endpoint(id = "sluice")
public final class SluiceEndpoint {

    private final Pipeline pipeline;
    private final Serving serving;
    private final ListenerServers servers;
    private final Upstreams upstreams;
    private final Recordings recordings;
    private final Supplier<@Nullable KeptForBoot> keptForBoot;

    /**
     * Makes one.
     *
     * @param keptForBoot gives null in a process that keeps nothing on a node
     */
    public SluiceEndpoint(
            Pipeline pipeline,
            Serving serving,
            ListenerServers servers,
            Upstreams upstreams,
            Recordings recordings,
            Supplier<@Nullable KeptForBoot> keptForBoot) {
        this.pipeline = pipeline;
        this.serving = serving;
        this.servers = servers;
        this.upstreams = upstreams;
        this.recordings = recordings;
        this.keptForBoot = keptForBoot;
    }

    /** {@code GET /actuator/sluice}: version, sockets, counts, problems. */
    @ReadOperation
    public Overview overview() {
        return Overview.of(pipeline.current(), serving.rules().problems(), servers.tlsFailures());
    }

    /**
     * What stands below:
     *
     * <ul>
     *   <li>{@code config}: what is served, each piece with the object that it comes from, page by page
     *   <li>{@code status}: the status of every object, page by page; {@code status/HTTPRoute/shop/cart} of one
     *   <li>{@code conditions}: those of every object, each with whether it says that something is wrong, page by page
     *   <li>{@code explain?method=GET&url=http://shop.example.com/cart&header=x-user:bob}: which rule a request takes
     *   <li>{@code backends}: what each backend does now, and how its endpoints are, page by page
     *   <li>{@code trace/ID}: asks for the next request with this X-Request-Id; again, what became of it
     *   <li>{@code mesh}: Services with routes that this node agent serves, and the nodes whose agents do
     * </ul>
     *
     * @param path what follows {@code /actuator/sluice/}
     * @param method of the request to explain; null: GET
     * @param url of the request to explain, absolute
     * @param header each {@code name: value}; null: none
     * @param sni server name of TLS of the request to explain; null: the host of its URL
     * @param from namespace of the client that sends the request to explain to a Service; null: it is no pod
     * @param gateway whose part of the list is wanted, as {@code namespace/name}; null: all
     * @param after {@code next} of the page before; null: the first page
     * @param limit of routes, objects or backends; null: 500
     */
    @ReadOperation
    public @Nullable Object below(
            @Selector(match = Match.ALL_REMAINING) String[] path,
            @Nullable String method,
            @Nullable String url,
            @Nullable List<String> header,
            @Nullable String sni,
            @Nullable String from,
            @Nullable String gateway,
            @Nullable String after,
            @Nullable Integer limit) {
        boolean whole = path.length == 1;
        return switch (path[0]) {
            case "config" ->
                whole
                        ? answer(() -> ServedConfig.of(serving.rules().config(), Page.Wish.of(gateway, after, limit)))
                        : null;
            case "status" ->
                whole
                        ? answer(() -> statuses(pipeline.current(), Page.Wish.of(gateway, after, limit)))
                        : status(pipeline.current(), List.of(path).subList(1, path.length));
            case "conditions" ->
                whole
                        ? answer(() -> ObjectConditions.of(pipeline.current(), Page.Wish.of(gateway, after, limit)))
                        : null;
            case "explain" -> whole ? answer(() -> explain(method, url, header, sni, from)) : null;
            case "backends" ->
                whole ? answer(() -> ServedBackends.of(upstreams.all(), Page.Wish.ofAll(gateway, after, limit))) : null;
            case "trace" -> path.length == 2 ? trace(path[1]) : null;
            case "mesh" -> whole ? ServedMesh.of(pipeline.current(), keptForBoot.get()) : null;
            default -> null;
        };
    }

    static Page<StatusDocument> statuses(PipelineState state, Page.Wish wish) {
        Predicate<StatusDocument> wanted =
                wish.gateway() == null ? _ -> true : StatusOfGateway.of(wish.gateway(), state.config())::has;
        return wish.of(state.statuses(), StatusOfGateway::key, wanted);
    }

    private static @Nullable Object status(PipelineState state, List<String> object) {
        return switch (object.size()) {
            case 2 -> find(state, object.get(0), "", object.get(1));
            case 3 -> find(state, object.get(0), object.get(1), object.get(2));
            default -> null;
        };
    }

    private static @Nullable StatusDocument find(PipelineState state, String kind, String namespace, String name) {
        return state.statuses().stream()
                .filter(document -> document.kind().equalsIgnoreCase(kind)
                        && document.name().namespace().equals(namespace)
                        && document.name().name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private List<Explaining.Verdict> explain(
            @Nullable String method,
            @Nullable String url,
            @Nullable List<String> headers,
            @Nullable String serverName,
            @Nullable String from) {
        ServedRules rules = serving.rules();
        return Explaining.explain(
                rules.config(),
                rules.table(),
                new Explaining.Question(
                        Objects.requireNonNullElse(method, "GET"),
                        Objects.requireNonNullElse(url, ""),
                        Objects.requireNonNullElse(headers, List.of()),
                        serverName,
                        from));
    }

    private WebEndpointResponse<Object> trace(String id) {
        try {
            return answer(() -> recordings.ask(id));
        } catch (IllegalStateException e) {
            return new WebEndpointResponse<>(Mistake.of(e), WebEndpointResponse.STATUS_TOO_MANY_REQUESTS);
        }
    }

    /** A question that cannot be answered is answered 400, with the mistake. */
    private static WebEndpointResponse<Object> answer(Supplier<Object> question) {
        try {
            return new WebEndpointResponse<>(question.get());
        } catch (IllegalArgumentException e) {
            return new WebEndpointResponse<>(Mistake.of(e), WebEndpointResponse.STATUS_BAD_REQUEST);
        }
    }

    /**
     * Why a question cannot be answered.
     *
     * @param error parameter, value and what was expected
     */
    public record Mistake(String error) {

        static Mistake of(RuntimeException refused) {
            return new Mistake(Objects.requireNonNullElse(refused.getMessage(), ""));
        }
    }
}
