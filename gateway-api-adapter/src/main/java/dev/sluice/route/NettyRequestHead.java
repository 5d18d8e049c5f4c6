package dev.sluice.route;

import dev.sluice.table.RequestHead;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request as the table sees it, read from Netty's headers without copying them. */
record NettyRequestHead(
        String method, String host, @Nullable String serverName, RequestTarget target, HttpHeaders headers)
        implements RequestHead {

    /** @param serverName in one spelling, lower case and without trailing dot; null where there is none */
    static NettyRequestHead of(
            String method, String authority, @Nullable String serverName, RequestTarget target, HttpHeaders headers) {
        return new NettyRequestHead(method, host(authority), serverName, target, headers);
    }

    /** The host of an authority: without port and trailing dot, lower case. An IPv6 address keeps its brackets. */
    static String host(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']')) {
            end = colon;
        }
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        return authority.substring(0, end).toLowerCase(Locale.ROOT);
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
