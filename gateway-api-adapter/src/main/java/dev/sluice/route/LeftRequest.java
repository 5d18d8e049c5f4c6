package dev.sluice.route;

import dev.sluice.program.ProgramRequest;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.support.Netty4HeadersAdapter;
import reactor.core.publisher.Flux;

/** A request as a filter that the gateway brings has left it, for the filters that follow. */
final class LeftRequest extends ServerHttpRequestDecorator {

    private final ProgramRequest left;
    private final HttpHeaders headers;

    LeftRequest(ServerHttpRequest before, ProgramRequest left) {
        super(before);
        this.left = left;
        this.headers = new HttpHeaders(new Netty4HeadersAdapter(left.headers()));
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return left.body().content().map(SpringResponse.BUFFERS::wrap);
    }
}
