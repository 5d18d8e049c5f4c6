package dev.sluice.entry;

import dev.sluice.config.match.RouteMatch;
import dev.sluice.edge.RequestTarget;
import dev.sluice.edge.wire.ClientRequest;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import dev.sluice.table.Lookup.Candidate;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request that found its rule.
 *
 * @param target what was matched
 * @param headers what was matched: of this request only
 * @param changedBody as filters of the Listener have left it; null where it is as it comes
 * @param authority whom the request is for, as the client wrote it; empty where it named nobody
 * @param upgrade the protocol that the connection may change to; null for none
 */
public record RoutedRequest(
        ClientExchange exchange,
        Candidate<CompiledRule> candidate,
        RequestTarget target,
        HttpHeaders headers,
        @Nullable RequestBody changedBody,
        String authority,
        @Nullable String upgrade) {

    /** Makes it of an admitted request. HTTP/2 and HTTP/1.0 know no change of protocol. */
    static RoutedRequest of(
            ClientExchange exchange, Candidate<CompiledRule> candidate, NettyRequestHead head, String authority) {
        ClientRequest request = exchange.request();
        String upgrade = request.isHttp2() || request.isHttp10() ? null : ClientTunnel.protocol(request.headers());
        return new RoutedRequest(exchange, candidate, head.target(), head.headers(), null, authority, upgrade);
    }

    /** The same request with another form of its body. */
    RoutedRequest with(RequestBody other) {
        return new RoutedRequest(exchange, candidate, target, headers, other, authority, upgrade);
    }

    /** Its body with framing and trailers; to be subscribed to at most once. */
    public RequestBody body() {
        return changedBody == null ? exchange.programBody() : changedBody;
    }

    /** The rule. */
    public CompiledRule rule() {
        return candidate.target();
    }

    /** The entry of the rule that was met. */
    public RouteMatch match() {
        return candidate.match();
    }

    /** The request for the rule's program, as it was matched. Its headers are given away, to be changed. */
    public ProgramRequest forProgram() {
        return forProgram(exchange.request().method().name(), authority, target, headers, body());
    }

    /**
     * The request for the rule's program, as filters have left it.
     *
     * @param headers of this request alone
     */
    public ProgramRequest forProgram(String method, RequestTarget changed, HttpHeaders headers, RequestBody body) {
        return forProgram(method, headers.get(HttpHeaderNames.HOST, ""), changed, headers, body);
    }

    private ProgramRequest forProgram(
            String method, String host, RequestTarget path, HttpHeaders headers, RequestBody body) {
        return exchange.forProgram(method, host, rule().listenerPort(), path, headers, body, upgrade, match());
    }
}
