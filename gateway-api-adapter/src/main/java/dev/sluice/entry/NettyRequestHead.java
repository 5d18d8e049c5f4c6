package dev.sluice.entry;

import dev.sluice.config.listener.ClientValidation;
import dev.sluice.edge.RequestTarget;
import dev.sluice.edge.wire.ClientConnection;
import dev.sluice.table.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request as the table sees it, read from Netty's headers without copying them.
 *
 * @param serverName in one spelling, lower case and without trailing dot; null where there is none
 * @param clientNamespace of the pod that sent it; null where it is not known, or makes no difference
 * @param connection by which it came; null for one that is only asked about: its handshake would be as its Listener
 *     wants it
 */
public record NettyRequestHead(
        String method,
        String host,
        @Nullable String serverName,
        @Nullable String clientNamespace,
        @Nullable ClientConnection connection,
        RequestTarget target,
        HttpHeaders headers)
        implements RequestHead {

    /** The same request with another path. */
    NettyRequestHead reading(String path) {
        var other = new RequestTarget(target.authority(), path, target.query());
        return new NettyRequestHead(method, host, serverName, clientNamespace, connection, other, headers);
    }

    @Override
    public boolean isJudgedBy(@Nullable ClientValidation asked) {
        return connection == null || connection.isJudgedBy(asked);
    }

    @Override
    public String path() {
        return target.path();
    }

    @Override
    public @Nullable String query() {
        return target.query();
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers.getAll(name);
        return switch (values.size()) {
            case 0 -> null;
            case 1 -> values.getFirst();
            default -> String.join(",", values);
        };
    }
}
