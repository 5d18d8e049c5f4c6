package dev.sluice.golden;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.table.Lookup;
import dev.sluice.table.RequestHead;
import dev.sluice.table.RouteTable;
import dev.sluice.validation.schema.Schema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One entry of {@code requests.yaml}. Members: {@code socket}, {@code method}, {@code host}, {@code path},
 * {@code query}, {@code serverName}, {@code headers} from lower-case name to value, and {@code taken}: the route as
 * {@code namespace/name}, its rule as {@code namespace/name rule 1}, or the status of our own answer.
 */
record GoldenRequest(JsonNode members) implements RequestHead {

    static final Schema SCHEMA = Schema.list(
                    Schema.object()
                            .required("socket", Schema.string().matching("^.+/.+:[0-9]+$", "namespace/gateway:port"))
                            .preset("method", Schema.string().matching("^[A-Z]+$", "upper case"), "\"GET\"")
                            .preset("host", Schema.string(), "\"\"")
                            .required("path", Schema.string().matching("^/[^?]*$", "a path without query"))
                            .optional("query", Schema.string().matching("^[^?]", "without the question mark"))
                            .optional("serverName", Schema.string())
                            .optional("clientNamespace", Schema.string())
                            .optional(
                                    "headers",
                                    Schema.map(Schema.string())
                                            .keys(Schema.string().matching("^[^A-Z]+$", "lower case")))
                            .required(
                                    "taken",
                                    Schema.string()
                                            .matching(
                                                    "^([a-z0-9-]+/[a-z0-9-]+( rule [0-9]+)?|404|421|500)$",
                                                    "namespace/route, namespace/route rule 0, or one of 404, 421, 500 in quotes")))
            .size(1, Integer.MAX_VALUE);

    /** Those of a folder. */
    static List<GoldenRequest> of(Path folder) throws IOException {
        return GoldenFile.read(folder.resolve("requests.yaml"), SCHEMA).values().stream()
                .map(GoldenRequest::new)
                .toList();
    }

    String expected() {
        return members.path("taken").stringValue();
    }

    /** What takes the request, in the words of {@link #expected}. */
    String taken(GatewayConfig config) {
        var socket = Stream.concat(
                        config.sockets().stream().map(ListenerSocket::id),
                        config.meshPorts().stream().map(MeshPort::id))
                .filter(id -> id.toString().equals(text("socket")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no socket " + text("socket")));
        var table = RouteTable.<String>of(config, (listeners, listener, route, rule) -> target(route, rule));
        return switch (Objects.requireNonNull(table.port(socket)).find(this)) {
            case Lookup.NoListener<String> none -> "404";
            case Lookup.NoRule<String> none -> "404";
            case Lookup.Misdirected<String> misdirected -> "421";
            case Lookup.Failed<String> failed -> "500";
            case Lookup.Found<String>(Lookup.Candidate<String> candidate) -> candidate.target();
        };
    }

    private String target(Route route, Rule rule) {
        if (rule.action() instanceof RuleAction.Refuse) {
            return "500";
        }
        var name = route.id().namespace() + "/" + route.id().name();
        return expected().contains(" ") ? name + " rule " + rule.id().index() : name;
    }

    @Override
    public String method() {
        return text("method");
    }

    @Override
    public String host() {
        return text("host");
    }

    @Override
    public @Nullable String serverName() {
        return members.path("serverName").asString(null);
    }

    @Override
    public @Nullable String clientNamespace() {
        return members.path("clientNamespace").asString(null);
    }

    /** Each request has a handshake of its own, as its Listener wants it. */
    @Override
    public boolean isJudgedBy(@Nullable ClientValidation asked) {
        return true;
    }

    @Override
    public String path() {
        return text("path");
    }

    @Override
    public @Nullable String query() {
        return members.path("query").asString(null);
    }

    @Override
    public @Nullable String header(String name) {
        return members.path("headers").path(name).asString(null);
    }

    private String text(String member) {
        return members.path(member).stringValue();
    }
}
