package dev.sluice.golden;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.route.RouteId;
import dev.sluice.table.Lookup;
import dev.sluice.table.RequestHead;
import dev.sluice.table.RouteTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One entry of {@code requests.yaml}. Members: {@code socket}, {@code host}, {@code path}, {@code serverName}, {@code
 * headers} from lower-case name to value, and {@code taken}: the route as {@code namespace/name}, or the status of our
 * own answer.
 */
record GoldenRequest(Map<?, ?> members) implements RequestHead {

    /** Those of a folder. */
    static List<GoldenRequest> of(Path folder) throws IOException {
        var text = Files.readString(folder.resolve("requests.yaml"));
        var entries = (List<?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        return entries.stream()
                .map(entry -> new GoldenRequest((Map<?, ?>) entry))
                .toList();
    }

    String expected() {
        return String.valueOf(members.get("taken"));
    }

    /** What takes the request, in the words of {@link #expected}. */
    String taken(GatewayConfig config) {
        var socket = config.sockets().stream()
                .map(ListenerSocket::id)
                .filter(id -> id.toString().equals(text("socket")))
                .findFirst()
                .orElseThrow();
        var table = RouteTable.<String>of(config, (listeners, listener, route, rule) -> name(route.id()));
        return switch (Objects.requireNonNull(table.socket(socket)).find(this)) {
            case Lookup.NoListener<String> none -> "404";
            case Lookup.NoRule<String> none -> "404";
            case Lookup.Misdirected<String> misdirected -> "421";
            case Lookup.Failed<String> failed -> "500";
            case Lookup.Found<String>(Lookup.Candidate<String> candidate) -> candidate.target();
        };
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String host() {
        return text("host");
    }

    @Override
    public @Nullable String serverName() {
        return members.get("serverName") instanceof String name ? name : null;
    }

    @Override
    public String path() {
        return text("path");
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return members.get("headers") instanceof Map<?, ?> headers && headers.get(name) instanceof String value
                ? value
                : null;
    }

    private static String name(RouteId route) {
        return route.namespace() + "/" + route.name();
    }

    private String text(String member) {
        return String.valueOf(members.get(member));
    }
}
