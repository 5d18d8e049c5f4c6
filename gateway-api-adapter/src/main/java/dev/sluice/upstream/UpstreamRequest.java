package dev.sluice.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import reactor.core.publisher.Flux;

/**
 * A request as a backend shall see it.
 *
 * @param target raw, sent byte for byte; starts with {@code /}, or is {@code *}
 * @param headers sent as they are, with nothing added but what {@code framing} needs; hop-by-hop headers are gone
 * @param framing how the body is delimited
 * @param body buffers that the subscriber releases; subscribed to at most once, after a connection is there, and not
 *     at all with {@link BodyFraming#NONE}
 */
public record UpstreamRequest(
        HttpMethod method, String target, HttpHeaders headers, BodyFraming framing, Flux<ByteBuf> body) {}
