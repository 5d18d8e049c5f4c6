package dev.sluice.entry;

import dev.sluice.edge.RequestTarget;
import dev.sluice.table.PortTable;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A request that belongs to a Listener and has no rule yet, because filters of the Listener come first. */
public final class EnteredRequest {

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

    /**
     * Looks for the rule, by what the filters left of the request; the Listener stays the one that the client chose. To
     * be called once, on the event loop of the exchange.
     *
     * @return null where no rule takes the request: then it is answered
     */
    public @Nullable RoutedRequest route(String method, RequestTarget target, HttpHeaders headers) {
        var changed = new NettyRequestHead(
                method, head.host(), head.serverName(), head.clientNamespace(), head.connection(), target, headers);
        return RuleFinder.find(table, changed, exchange, authority);
    }
}
