package dev.sluice.route;

import static java.util.stream.Collectors.joining;

import dev.sluice.config.GatewayConfig;
import dev.sluice.config.listener.BindAddress;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.config.route.RuleAction;
import dev.sluice.edge.Authority;
import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.NettyRequestHead;
import dev.sluice.hop.Via;
import dev.sluice.table.Explanation;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import dev.sluice.table.RouteTable;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells which rule a request would take and why not another, by the same code that decides for real requests. */
public final class Explaining {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Explaining() {}

    /**
     * A request that nobody has to send.
     *
     * @param method such as {@code GET}
     * @param url absolute, such as {@code https://shop.example.com/cart?a=1}; on an HTTPS socket its host is the TLS
     *     server name too. {@code tls://shop.example.com:443}, {@code tcp://localhost:5432} and {@code
     *     udp://localhost:53} ask for a connection or flow
     * @param headers each as {@code name: value}; Host takes the place of the URL's, as {@code curl -H} does it
     * @param serverName of TLS; null: the host of the URL
     * @param from namespace of the client, for the mesh; null: it is no pod
     */
    public record Question(
            String method,
            String url,
            List<String> headers,
            @Nullable String serverName,
            @Nullable String from) {

        public Question {
            headers = List.copyOf(headers);
        }
    }

    /**
     * What one port would do.
     *
     * @param socket {@code namespace/gateway:port}, or {@code Service namespace/name:port}; empty: there is none with
     *     the port and scheme of the URL, as {@code result} says with those that there are
     * @param result the route that is taken, or how the request is answered
     * @param steps what the rule that is taken does, in order; empty where none is
     * @param listeners each with the reason why it was chosen or not
     * @param matches those nearest to the request, each with what became of it
     * @param omitted how many more matches there are
     */
    public record Verdict(
            String socket,
            String result,
            List<String> steps,
            List<String> listeners,
            List<Match> matches,
            int omitted) {}

    /**
     * A match of a rule.
     *
     * @param rule such as {@code HTTPRoute shop/cart rule 0}
     * @param match its text
     * @param outcome such as {@code TAKEN}
     */
    public record Match(String rule, String match, String outcome, String reason) {}

    /**
     * Asks every socket that the URL may mean: one for its scheme whose Listeners' port, or the one that is bound for
     * it, is the URL's. Of several Gateways with that port, each is asked. In a node agent of the mesh it asks the
     * Service that the URL names as clients do, by name or ClusterIP.
     *
     * @param table of the rules of the configuration, whatever they were compiled to
     * @return at least one; where no socket has that port and scheme, one that says so
     * @throws IllegalArgumentException where URL or header cannot be read; its message is for the user
     */
    public static <T> List<Verdict> explain(GatewayConfig config, RouteTable<T> table, Question question) {
        String url = question.url();
        SocketProtocol stream = StreamExplaining.protocol(url).orElse(null);
        if (stream != null) {
            return orNoSocket(
                    StreamExplaining.explain(config, stream, url),
                    config,
                    stream,
                    Explaining.port(StreamExplaining.authority(url, stream), -1));
        }
        RequestTarget target = RequestTarget.parse(url)
                .filter(parsed -> parsed.authority() != null)
                .orElseThrow(() -> new IllegalArgumentException(
                        "url: %s (expected: an absolute one, such as http://shop.example.com/cart)".formatted(url)));
        String authority = String.valueOf(target.authority());
        HttpHeaders all = headers(question.headers());
        var head = new NettyRequestHead(
                question.method(),
                Authority.host(all.get(HttpHeaderNames.HOST, authority)),
                Authority.host(Objects.requireNonNullElse(question.serverName(), authority)),
                question.from(),
                null,
                target,
                all);
        boolean secure = url.regionMatches(true, 0, "https:", 0, "https:".length());
        SocketProtocol protocol = secure ? SocketProtocol.TLS : SocketProtocol.HTTP;
        int port = port(authority, secure ? HTTPS : HTTP);
        List<Verdict> verdicts = new ArrayList<>();
        for (ListenerSocket socket : config.sockets()) {
            PortTable<T> rules = means(socket, protocol, port) ? table.port(socket.id()) : null;
            if (rules != null) {
                Optional<Verdict> ofStream = secure
                        ? StreamExplaining.ofStream(
                                config, socket, Objects.requireNonNullElse(question.serverName(), authority))
                        : Optional.empty();
                verdicts.add(ofStream.orElseGet(() -> verdict(config, socket.id(), rules.explain(head), all)));
            }
        }
        for (MeshPort mesh : config.meshPorts()) {
            PortTable<T> rules = !secure && mesh.id().port() == port && names(authority, mesh, question.from())
                    ? table.port(mesh.id())
                    : null;
            if (rules != null) {
                verdicts.add(verdict(config, mesh.id(), rules.explain(head), all));
            }
        }
        return orNoSocket(verdicts, config, protocol, port);
    }

    private static List<Verdict> orNoSocket(
            List<Verdict> verdicts, GatewayConfig config, SocketProtocol protocol, int port) {
        return verdicts.isEmpty() ? List.of(noSocket(config, protocol, port)) : verdicts;
    }

    private static Verdict noSocket(GatewayConfig config, SocketProtocol protocol, int port) {
        String others =
                config.sockets().stream().map(Explaining::place).distinct().collect(joining(", "));
        return new Verdict(
                "",
                "no Listener for %s on port %d; there are: %s"
                        .formatted(
                                protocol == SocketProtocol.TLS ? "HTTPS or TLS" : protocol,
                                port,
                                others.isEmpty() ? "none" : others),
                List.of(),
                List.of(),
                List.of(),
                0);
    }

    /** Such as {@code 80 (HTTP, bound as 8080)}. */
    private static String place(ListenerSocket socket) {
        String bound = socket.addresses().stream()
                .map(BindAddress::port)
                .filter(port -> port != socket.id().port())
                .distinct()
                .map(port -> ", bound as " + port)
                .collect(joining());
        return "%d (%s%s)".formatted(socket.id().port(), socket.protocol(), bound);
    }

    /** A name without a namespace is one in the client's. */
    private static boolean names(String authority, MeshPort port, @Nullable String from) {
        String host = Authority.host(authority);
        ParentId service = port.id().parent();
        String name = service.name() + "." + service.namespace();
        return port.clusterIps().contains(host)
                || host.equals(name)
                || host.startsWith(name + ".svc")
                || (host.equals(service.name()) && service.namespace().equals(from));
    }

    private static HttpHeaders headers(List<String> lines) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("header: %s (expected: name: value)".formatted(line));
            }
            headers.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** @param usual where none is given; negative: one must be */
    static int port(String authority, int usual) {
        int colon = authority.lastIndexOf(':');
        if (colon <= authority.lastIndexOf(']') && usual > 0) {
            return usual;
        }
        try {
            return Integer.parseInt(authority.substring(colon + 1));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("url: %s (expected: a port of 1-65535)".formatted(authority));
        }
    }

    static boolean means(ListenerSocket socket, SocketProtocol protocol, int port) {
        return socket.protocol() == protocol
                && (socket.id().port() == port
                        || socket.addresses().stream().anyMatch(address -> address.port() == port));
    }

    private static <T> Verdict verdict(
            GatewayConfig config, PortId port, Explanation<T> explanation, HttpHeaders headers) {
        return new Verdict(
                port.toString(),
                result(explanation.result(), headers),
                steps(config, explanation.result()),
                explanation.listeners().stream()
                        .map(it -> (it.chosen() ? "chosen " : "not chosen ")
                                + it.listener().id() + ": " + it.reason() + clients(it.listener())
                                + filters(it.listener()))
                        .toList(),
                explanation.matches().stream().map(Explaining::match).toList(),
                explanation.omitted());
    }

    /** No certificate is shown here, so what is said holds for a client that has shown one. */
    private static String clients(Listener listener) {
        ClientValidation validation = listener.clientValidation();
        if (validation == null) {
            return "";
        }
        String issuers = validation.trust().source();
        return switch (validation.mode()) {
            case REQUIRED -> "; clients need a certificate of " + issuers;
            case INSECURE_FALLBACK -> "; clients are asked for a certificate of " + issuers + " and served without it";
        };
    }

    /** They are not run here, so what is matched may differ. */
    private static String filters(Listener listener) {
        return listener.filters() == null
                ? ""
                : listener.filters().sources().stream()
                        .collect(joining(", ", "; before a rule is looked for, its filters run: ", ""));
    }

    private static <T> String result(Lookup<T> result, HttpHeaders headers) {
        return switch (result) {
            case Lookup.NoListener<T> _ -> "404 no_listener";
            case Lookup.Misdirected<T> _ -> "421 misdirected";
            case Lookup.NoRule<T> _ -> "404 no_route";
            case Lookup.Failed<T> failed ->
                "500 predicate_failed: " + failed.rule().id();
            case Lookup.Found<T>(var candidate)
            when candidate.rule().action() instanceof RuleAction.Forward && Via.isLoop(headers) ->
                "508 loop_detected: came through gateways of this name " + Via.passes(headers) + " times";
            case Lookup.Found<T>(var candidate) ->
                RuleText.id(candidate.listener(), candidate.route(), candidate.rule());
        };
    }

    private static <T> List<String> steps(GatewayConfig config, Lookup<T> result) {
        if (!(result instanceof Lookup.Found<T>(var candidate))) {
            return List.of();
        }
        List<String> steps = RuleText.steps(candidate.rule());
        steps.addAll(BackendTlsText.of(candidate.rule(), config));
        return steps;
    }

    private static Match match(Explanation.MatchVerdict<?> verdict) {
        return new Match(
                verdict.candidate().rule().id().toString(),
                RuleText.of(verdict.candidate().match()),
                verdict.outcome().name(),
                verdict.reason());
    }
}
