package dev.sluice.authorize;

import dev.sluice.hop.ClientEnd;
import dev.sluice.trace.ForwardingTrace;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request as its authorizer may be shown it.
 *
 * @param loop of the request; all of the check happens there
 * @param target raw path and query, as the filters before the check left them
 * @param scheme {@code http} or {@code https}: what the client spoke
 * @param protocol {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param headers Host among them, hop-by-hop headers gone; read only
 * @param body whole, on the heap; empty where it is not forwarded, or there is none
 * @param size octets of the client's body; -1 where it does not say
 * @param requestId of the access log
 * @param client IP address of the client, as far as trusted proxies name it; null where there is none
 * @param connection that the request came by
 * @param trace that the check belongs to; null where requests are not traced
 * @param deadline {@link System#nanoTime} at which the check has failed
 */
public record Question(
        EventLoop loop,
        String method,
        String target,
        String scheme,
        String protocol,
        HttpHeaders headers,
        ByteBuf body,
        long size,
        String requestId,
        @Nullable String client,
        ClientEnd connection,
        @Nullable ForwardingTrace trace,
        long deadline) {}
