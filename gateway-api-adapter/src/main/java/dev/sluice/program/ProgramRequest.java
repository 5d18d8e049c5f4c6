package dev.sluice.program;

import dev.sluice.answer.AnswerContext;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.hop.AskedPort;
import dev.sluice.hop.ClientEnd;
import dev.sluice.hop.Hop;
import dev.sluice.message.InterimReceiver;
import dev.sluice.message.RequestBody;
import dev.sluice.trace.ForwardingTrace;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A request as a rule's program sees it.
 *
 * @param loop the event loop of the client's connection, on which the response is handed over
 * @param method as sent
 * @param protocol that the client spoke: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2.0}
 * @param scheme {@code http} or {@code https}: what the client spoke
 * @param authority the Host header or {@code :authority} as sent, with its port; empty where there is none
 * @param listenerPort Listener.port, which may differ from the port that is bound
 * @param path raw path that was matched; see {@code RequestHead.path}
 * @param query raw, without the question mark; null where the target has none
 * @param headers of this request alone: the program may change them; hop-by-hop headers are still in
 * @param body asked for only as fast as the backend takes it
 * @param upgrade the protocol that the client asks to change to, as sent; null where it asks for none or cannot, as
 *     with HTTP/2
 * @param interim takes 1xx responses for the client
 * @param match the entry of the rule that was met, which tells the prefix to replace
 * @param client the connection that it came by
 * @param answers for answers that we make ourselves
 * @param trace notes the attempts; null where nothing does
 * @param pinned what its session asks of the backendRef; null before it is known, and where clients keep to
 *     none of its endpoints
 * @param granted what an authorizer wants done to it; null where the rule has none, and before it is asked
 */
public record ProgramRequest(
        EventLoop loop,
        String method,
        String protocol,
        String scheme,
        String authority,
        int listenerPort,
        String path,
        @Nullable String query,
        HttpHeaders headers,
        RequestBody body,
        @Nullable String upgrade,
        InterimReceiver interim,
        RouteMatch match,
        ClientEnd client,
        AnswerContext answers,
        @Nullable ForwardingTrace trace,
        @Nullable Pinned pinned,
        @Nullable Granted granted) {

    /** The same request with what its session asks for. */
    ProgramRequest pinned(Pinned session) {
        return with(query, headers, body, session, granted);
    }

    /** The same request as its authorizer allows it, with a body that can be read from its start. */
    ProgramRequest granted(Granted given, RequestBody whole) {
        return with(given.permit().query(query), headers, whole, pinned, given);
    }

    /** The same request with other headers, which may be changed instead of its own. */
    ProgramRequest shown(HttpHeaders others) {
        return with(query, others, body, pinned, granted);
    }

    /** The same request with another form of its body. */
    public ProgramRequest with(RequestBody other) {
        return with(query, headers, other, pinned, granted);
    }

    private ProgramRequest with(
            @Nullable String newQuery,
            HttpHeaders newHeaders,
            RequestBody newBody,
            @Nullable Pinned newPinned,
            @Nullable Granted newGranted) {
        return new ProgramRequest(
                loop,
                method,
                protocol,
                scheme,
                authority,
                listenerPort,
                path,
                newQuery,
                newHeaders,
                newBody,
                upgrade,
                interim,
                match,
                client,
                answers,
                trace,
                newPinned,
                newGranted);
    }

    /** The port that the client used: of its Host header, else of the Listener. */
    int askedPort() {
        return AskedPort.of(authority, listenerPort);
    }

    /** How it came to us. */
    Hop hop() {
        return new Hop(client.peer(), scheme, authority, askedPort());
    }
}
