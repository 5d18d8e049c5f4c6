package dev.sluice.route;

import dev.sluice.answer.Answer;
import dev.sluice.observe.RequestRecord;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes the body of a program's response once every later filter is done with its head. Stands where Spring Cloud
 * Gateway's own does, so that filters keep their place relative to it. Flushes with each batch that was read.
 */
enum WriteResponseFilter implements GatewayFilter, Ordered {
    INSTANCE;

    private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange).then(Mono.defer(() -> write(exchange)));
    }

    private static Mono<Void> write(ServerWebExchange exchange) {
        Dispatch dispatch = Dispatch.of(exchange);
        ProgramResponse response = dispatch.take();
        return response == null ? Mono.empty() : exchange.getResponse().writeWith(buffers(response, dispatch));
    }

    /** Writes an answer of our own, whose head nobody changes any more. */
    static Mono<Void> answer(ServerWebExchange exchange, Answer answer) {
        Dispatch dispatch = Dispatch.of(exchange);
        ProgramResponse response = ProgramResponse.of(answer, dispatch.answers());
        ProgramFilter.head(exchange.getResponse(), response.status(), response.headers());
        return exchange.getResponse().writeWith(buffers(response, dispatch));
    }

    /** A body without end in sight starts with an empty buffer: its head goes out before its first event happens. */
    private static Flux<DataBuffer> buffers(ProgramResponse response, Dispatch dispatch) {
        RequestRecord record = dispatch.record();
        Flux<ByteBuf> body = response.body().content().doOnError(_ -> dispatch.brokeOff());
        if (!response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            body = body.startWith(Unpooled.EMPTY_BUFFER);
        }
        return body.map(buffer -> {
            record.sent(buffer.readableBytes());
            return BUFFERS.wrap(buffer);
        });
    }

    @Override
    public String toString() {
        return "WriteResponse";
    }
}
