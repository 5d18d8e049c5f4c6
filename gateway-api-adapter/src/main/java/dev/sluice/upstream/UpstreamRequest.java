package dev.sluice.upstream;

import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request as a backend shall see it.
 *
 * @param loop where its connection lives and its response is handed over
 * @param target raw, sent byte for byte; starts with {@code /}, or is {@code *}
 * @param headers sent as they are, with nothing added but what the body's framing and the upgrade need; hop-by-hop
 *     headers are gone
 * @param body subscribed to at most once, after a connection is there, and not at all without a body
 * @param upgrade the protocol to ask for; null for none
 * @param deadline {@link System#nanoTime} at which the exchange is broken off, its response's body included, or {@link
 *     #DEFAULT} or {@link #UNLIMITED}; a tunnel has none
 */
public record UpstreamRequest(
        EventLoop loop,
        HttpMethod method,
        String target,
        HttpHeaders headers,
        RequestBody body,
        @Nullable String upgrade,
        InterimReceiver interim,
        long deadline) {

    /** The rule says nothing: {@link UpstreamSettings#responseTimeout} holds, which it does in no other case. */
    public static final long DEFAULT = 0;

    /** The rule wants no limit. */
    public static final long UNLIMITED = 1;

    boolean hasDeadline() {
        return deadline != DEFAULT && deadline != UNLIMITED;
    }
}
