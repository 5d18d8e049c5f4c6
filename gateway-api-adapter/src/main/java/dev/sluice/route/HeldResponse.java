package dev.sluice.route;

import dev.sluice.program.ProgramResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The response of a program until it is written, with its head as filters have left it. One for each response. */
final class HeldResponse {

    private final SpringResponse response;
    private @Nullable ProgramResponse unwritten;
    private @Nullable ServerWebExchange heldBack;
    private boolean broke;

    /** @param response before any filter decorated it */
    HeldResponse(SpringResponse response) {
        this.response = response;
    }

    /** Keeps a response until it is written; one that was kept before, as with a retry, is given up. */
    void keep(ProgramResponse program) {
        giveUp();
        unwritten = program;
        response.answeredBy(program);
    }

    /** Keeps it for the response of an exchange, and sets the head; headers that filters set before stay next to it. */
    void keep(ProgramResponse program, ServerHttpResponse shown) {
        keep(program);
        head(shown, program.status(), program.headers());
    }

    private static void head(ServerHttpResponse shown, HttpResponseStatus status, HttpHeaders headers) {
        shown.setRawStatusCode(status.code());
        for (Map.Entry<String, String> header : headers) {
            shown.getHeaders().add(header.getKey(), header.getValue());
        }
    }

    /** It is to be written by {@link #writeHeldBack}, as the response of this exchange. */
    void holdBack(ServerWebExchange exchange) {
        heldBack = exchange;
    }

    /** Writes what was held back. */
    Mono<Void> writeHeldBack() {
        ServerWebExchange exchange = heldBack;
        heldBack = null;
        return exchange == null ? Mono.empty() : write(exchange);
    }

    /** Writes it to the response of the exchange, which filters may have decorated. */
    Mono<Void> write(ServerWebExchange exchange) {
        ProgramResponse program = take();
        if (program == null) {
            return Mono.empty();
        }
        return program.tunnel() == null
                ? exchange.getResponse().writeWith(buffers(program))
                : response.open(program.tunnel());
    }

    /**
     * Spring holds back the head of a response until something of its body comes. A backend may wait for what the
     * client says to the head, so that nothing would come first.
     */
    private Flux<DataBuffer> buffers(ProgramResponse program) {
        return program.body()
                .contentAfterHead(response::endsWith)
                .doOnError(_ -> broke = true)
                .map(SpringResponse.BUFFERS::wrap);
    }

    private @Nullable ProgramResponse take() {
        ProgramResponse program = unwritten;
        unwritten = null;
        return program;
    }

    /** Whether the backend's response broke off, so that a failure is not a filter's. */
    boolean broke() {
        return broke;
    }

    /** Gives back the connection behind a response that nobody will write. */
    void giveUp() {
        ProgramResponse program = take();
        if (program != null) {
            program.body().discard();
            if (program.tunnel() != null) {
                program.tunnel().close();
            }
        }
    }
}
