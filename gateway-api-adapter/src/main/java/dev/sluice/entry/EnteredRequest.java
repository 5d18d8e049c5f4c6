package dev.sluice.entry;

import dev.sluice.answer.Answer;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.edge.RequestTarget;
import dev.sluice.message.RequestBody;
import dev.sluice.program.ProgramRequest;
import dev.sluice.program.ProgramResponse;
import dev.sluice.table.Lookup;
import dev.sluice.table.PortTable;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A request that belongs to a Listener and has no rule yet, because filters of the Listener come first. */
public final class EnteredRequest {

    /** No rule was met yet, so no prefix is known. */
    private static final RouteMatch NO_MATCH = new RouteMatch(new PathMatch.Prefix("/"), List.of(), List.of(), null);

    private final PortTable<CompiledRule> table;
    private final ClientExchange exchange;
    private final NettyRequestHead head;
    private final String authority;

    EnteredRequest(PortTable<CompiledRule> table, ClientExchange exchange, NettyRequestHead head, String authority) {
        this.table = table;
        this.exchange = exchange;
        this.head = head;
        this.authority = authority;
    }

    /** The exchange of the request. */
    public ClientExchange exchange() {
        return exchange;
    }

    /** As it came. */
    public RequestTarget target() {
        return head.target();
    }

    /** Whom the request is for, as the client wrote it; empty where it named nobody. */
    public String authority() {
        return authority;
    }

    /** The request for filters that the gateway brings, as it came. Its headers are given away, to be changed. */
    ProgramRequest forProgram() {
        return forProgram(head.method(), head.target(), head.headers(), exchange.programBody());
    }

    /**
     * The request for filters that the gateway brings, as filters before them have left it.
     *
     * @param headers of this request only
     */
    public ProgramRequest forProgram(String method, RequestTarget changed, HttpHeaders headers, RequestBody body) {
        int port = exchange.connection().port().port();
        return exchange.forProgram(method, authority, port, changed, headers, body, null, NO_MATCH);
    }

    /**
     * Looks for the rule, by what the filters left of the request; the Listener stays the one that the client chose. To
     * be called once, on the event loop of the exchange.
     *
     * @param taker of the answer, where no rule takes the request
     * @return null where none does: then it is answered
     */
    public @Nullable RoutedRequest route(
            String method, RequestTarget target, HttpHeaders headers, ResponseTaker taker) {
        NettyRequestHead changed = changed(method, target, headers);
        Lookup<CompiledRule> found = table.find(changed);
        RoutedRequest routed = RuleFinder.routed(found, table, changed, exchange, authority);
        if (routed == null) {
            Answer answer = RuleFinder.answer(found, exchange);
            taker.respond(ProgramResponse.of(answer, exchange.answers())).subscribe(_ -> {}, _ -> {});
        }
        return routed;
    }

    /** Looks for the rule of what filters that the gateway brings have left, and runs it. */
    Mono<ProgramResponse> proceed(ProgramRequest left) {
        RequestTarget target = left.path().equals(head.path()) && Objects.equals(left.query(), head.query())
                ? head.target()
                : new RequestTarget(null, left.path(), left.query());
        NettyRequestHead changed = changed(left.method(), target, left.headers());
        Lookup<CompiledRule> found = table.find(changed);
        RoutedRequest routed = RuleFinder.routed(found, table, changed, exchange, authority);
        if (routed == null) {
            Answer answer = RuleFinder.answer(found, exchange);
            return Mono.just(ProgramResponse.of(answer, exchange.answers()));
        }
        RoutedRequest withBody = routed.with(left.body());
        return switch (withBody.rule().lane()) {
            case NATIVE -> withBody.rule().program().run(withBody.forProgram());
            case WEBFLUX ->
                HandedResponse.of(exchange, taker -> withBody.rule().spring().handle(withBody, taker));
        };
    }

    private NettyRequestHead changed(String method, RequestTarget target, HttpHeaders headers) {
        return new NettyRequestHead(
                method, head.host(), head.serverName(), head.clientNamespace(), head.connection(), target, headers);
    }
}
