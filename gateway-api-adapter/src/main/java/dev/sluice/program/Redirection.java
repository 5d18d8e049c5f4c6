package dev.sluice.program;

import dev.sluice.answer.Answer;
import dev.sluice.config.filter.Redirect;
import dev.sluice.message.ResponseBody;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sends the client elsewhere. Response header modifiers of the rule are applied. Source: HTTPRequestRedirectFilter. */
final class Redirection implements RuleProgram {

    private final Redirect redirect;
    private final PathChange path;
    private final HttpResponseStatus status;
    private final List<HeaderOperations> responseHeaders;

    Redirection(Redirect redirect, List<HeaderOperations> responseHeaders) {
        this.redirect = redirect;
        this.path = PathChange.compile(redirect.path());
        this.status = HttpResponseStatus.valueOf(redirect.statusCode());
        this.responseHeaders = responseHeaders;
    }

    @Override
    public Mono<ProgramResponse> run(ProgramRequest request) {
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.LOCATION, location(request))
                .setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
        responseHeaders.forEach(operations -> operations.apply(headers));
        return Mono.just(
                ProgramResponse.ofOurs(status, headers, ResponseBody.of(Unpooled.EMPTY_BUFFER), Answer.REDIRECT));
    }

    /** A request without a host, which HTTP/1.0 allows, is sent to a path of the same server. */
    private String location(ProgramRequest request) {
        String target =
                path.apply(request.path(), request.match()) + (request.query() == null ? "" : "?" + request.query());
        String host = redirect.hostname() == null ? hostOf(request.authority()) : redirect.hostname();
        if (host.isEmpty()) {
            return "/" + target.substring(leadingSlashes(target));
        }
        String scheme = redirect.scheme() == null ? request.scheme() : redirect.scheme();
        return scheme + "://" + host + portSuffix(scheme, port(request)) + target;
    }

    /** Null for the well-known port of the scheme. */
    private @Nullable Integer port(ProgramRequest request) {
        if (redirect.port() != null) {
            return redirect.port();
        }
        return redirect.scheme() == null ? Integer.valueOf(listenerPort(request)) : null;
    }

    /**
     * The Listener's port, or where that is opened as another one, as port 80 is on a laptop, the one that is open if
     * the client asked for it: the Listener's own would lead nowhere.
     */
    private static int listenerPort(ProgramRequest request) {
        InetSocketAddress local = request.client().local();
        int asked = request.askedPort();
        return local != null && local.getPort() == asked ? asked : request.listenerPort();
    }

    private static String portSuffix(String scheme, @Nullable Integer port) {
        int wellKnown = scheme.equals("https") ? 443 : 80;
        return port == null || port == wellKnown ? "" : ":" + port;
    }

    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static int leadingSlashes(String target) {
        int count = 0;
        while (count < target.length() && target.charAt(count) == '/') {
            count++;
        }
        return count;
    }
}
