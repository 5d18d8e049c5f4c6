package dev.sluice.program;

import dev.sluice.answer.AnswerContext;
import dev.sluice.config.match.RouteMatch;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * A request as a rule's program sees it.
 *
 * @param method as sent
 * @param scheme {@code http} or {@code https}: what the client spoke
 * @param authority the Host header or {@code :authority} as sent, with its port; empty where there is none
 * @param listenerPort Listener.port, which may differ from the port that is bound
 * @param path raw path that was matched; see {@code RequestHead.path}
 * @param query raw, without the question mark; null where the target has none
 * @param headers of this request alone: the program may change them; hop-by-hop headers are still in
 * @param body buffers that the subscriber releases; asked for only as fast as the backend takes them
 * @param match the entry of the rule that was met, which tells the prefix to replace
 * @param client the peer of the connection; null where it is not an IP connection
 * @param answers for answers that we make ourselves
 */
public record ProgramRequest(
        String method,
        String scheme,
        String authority,
        int listenerPort,
        String path,
        @Nullable String query,
        HttpHeaders headers,
        Flux<ByteBuf> body,
        RouteMatch match,
        @Nullable InetSocketAddress client,
        AnswerContext answers) {}
