package dev.sluice.route;

import static java.util.stream.Collectors.joining;

import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.ClientValidation;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerSocket;
import dev.sluice.config.listener.ParentId;
import dev.sluice.config.listener.PortId;
import dev.sluice.config.listener.SocketProtocol;
import dev.sluice.config.mesh.MeshPort;
import dev.sluice.edge.Authority;
import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.CompiledRule;
import dev.sluice.entry.NettyRequestHead;
import dev.sluice.entry.ServedRules;
import dev.sluice.table.Explanation;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells which rule a request would take and why not another, by the same code that decides for real requests. */
public final class Explaining {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private Explaining() {}

    /**
     * What one port would do.
     *
     * @param socket {@code namespace/gateway:port}, or {@code Service namespace/name:port}
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
     * @param method such as {@code GET}
     * @param url absolute, such as {@code https://shop.example.com/cart?a=1}; on an HTTPS socket its host is the TLS
     *     server name too. {@code tls://shop.example.com:443}, {@code tcp://localhost:5432} and {@code
     *     udp://localhost:53} ask for a connection or flow
     * @param headers each as {@code name: value}; Host takes the place of the URL's, as {@code curl -H} does it
     * @param from namespace of the client, for the mesh; null: it is no pod
     * @return empty where no socket has that port and scheme
     * @throws IllegalArgumentException where URL or header cannot be read; its message is for the user
     */
    public static List<Verdict> explain(
            ServedRules rules, String method, String url, List<String> headers, @Nullable String from) {
        SocketProtocol stream = StreamExplaining.protocol(url).orElse(null);
        if (stream != null) {
            return StreamExplaining.explain(rules.config(), stream, url);
        }
        RequestTarget target = RequestTarget.parse(url)
                .filter(parsed -> parsed.authority() != null)
                .orElseThrow(() -> new IllegalArgumentException(
                        "url: %s (expected: an absolute one, such as http://shop.example.com/cart)".formatted(url)));
        String authority = String.valueOf(target.authority());
        HttpHeaders all = headers(headers);
        var head = new NettyRequestHead(
                method,
                Authority.host(all.get(HttpHeaderNames.HOST, authority)),
                Authority.host(authority),
                from,
                null,
                target,
                all);
        boolean secure = url.regionMatches(true, 0, "https:", 0, "https:".length());
        SocketProtocol protocol = secure ? SocketProtocol.TLS : SocketProtocol.HTTP;
        int port = port(authority, secure ? HTTPS : HTTP);
        List<Verdict> verdicts = new ArrayList<>();
        for (ListenerSocket socket : rules.config().sockets()) {
            PortTable<CompiledRule> table =
                    means(socket, protocol, port) ? rules.table().port(socket.id()) : null;
            if (table != null) {
                Optional<Verdict> ofStream = secure ? StreamExplaining.ofStream(socket, authority) : Optional.empty();
                verdicts.add(ofStream.orElseGet(() -> verdict(socket.id(), table.explain(head))));
            }
        }
        for (MeshPort mesh : rules.config().meshPorts()) {
            PortTable<CompiledRule> table = !secure && mesh.id().port() == port && names(authority, mesh, from)
                    ? rules.table().port(mesh.id())
                    : null;
            if (table != null) {
                verdicts.add(verdict(mesh.id(), table.explain(head)));
            }
        }
        return verdicts;
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

    private static Verdict verdict(PortId port, Explanation<CompiledRule> explanation) {
        return new Verdict(
                port.toString(),
                result(explanation.result()),
                steps(explanation.result()),
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
                : listener.filters().requests().stream()
                        .map(SpringFilterCall::source)
                        .collect(joining(", ", "; before a rule is looked for, its filters run: ", ""));
    }

    private static String result(Lookup<CompiledRule> result) {
        return switch (result) {
            case Lookup.NoListener<CompiledRule> _ -> "404 no_listener";
            case Lookup.Misdirected<CompiledRule> _ -> "421 misdirected";
            case Lookup.NoRule<CompiledRule> _ -> "404 no_route";
            case Lookup.Failed<CompiledRule> failed ->
                "500 predicate_failed: " + failed.rule().id();
            case Lookup.Found<CompiledRule>(var candidate) -> candidate.target().id();
        };
    }

    private static List<String> steps(Lookup<CompiledRule> result) {
        return result instanceof Lookup.Found<CompiledRule>(var candidate)
                ? RuleText.steps(candidate.rule())
                : List.of();
    }

    private static Match match(Explanation.MatchVerdict<CompiledRule> verdict) {
        return new Match(
                verdict.candidate().rule().id().toString(),
                RuleText.of(verdict.candidate().match()),
                verdict.outcome().name(),
                verdict.reason());
    }
}
