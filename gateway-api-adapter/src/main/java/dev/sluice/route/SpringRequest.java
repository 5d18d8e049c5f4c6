package dev.sluice.route;

import dev.sluice.edge.RequestTarget;
import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.hop.ClientCertificate;
import dev.sluice.hop.PeerAddress;
import dev.sluice.message.RequestBody;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.http.support.Netty4HeadersAdapter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import reactor.core.publisher.Flux;

/**
 * A request as filters see it. Spring's own would refuse targets that no java.net.URI can hold, such as one with a
 * {@code |}; see {@link SpringUri}.
 */
final class SpringRequest extends AbstractServerHttpRequest {

    private final ClientExchange exchange;
    private final @Nullable RequestBody changed;

    /** One whose headers and body are as they came. */
    SpringRequest(ClientExchange exchange, String authority, RequestTarget target) {
        this(exchange, authority, target, exchange.request().headers(), null);
    }

    /** One that has found its rule. */
    SpringRequest(RoutedRequest routed) {
        this(routed.exchange(), routed.authority(), routed.target(), routed.headers(), routed.changedBody());
    }

    private SpringRequest(
            ClientExchange exchange,
            String authority,
            RequestTarget target,
            io.netty.handler.codec.http.HttpHeaders headers,
            @Nullable RequestBody changed) {
        super(
                HttpMethod.valueOf(exchange.request().method().name()),
                SpringUri.of(exchange.request().scheme(), authority, target),
                "",
                new HttpHeaders(new Netty4HeadersAdapter(headers)));
        this.exchange = exchange;
        this.changed = changed;
    }

    @Override
    protected String initId() {
        return exchange.record().head().requestId();
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return (changed == null ? exchange.body() : changed.content()).map(SpringResponse.BUFFERS::wrap);
    }

    @Override
    protected MultiValueMap<String, HttpCookie> initCookies() {
        MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();
        for (String header : getHeaders().getOrEmpty(HttpHeaderNames.COOKIE.toString())) {
            for (Cookie cookie : ServerCookieDecoder.LAX.decodeAll(header)) {
                cookies.add(cookie.name(), new HttpCookie(cookie.name(), cookie.value()));
            }
        }
        return cookies;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return exchange.connection().local();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        PeerAddress peer = exchange.connection().peer();
        return peer == null ? null : peer.socketAddress();
    }

    @Override
    protected @Nullable SslInfo initSslInfo() {
        SSLSession session = exchange.connection().tls();
        return session == null ? null : SslInfo.from(HexFormat.of().formatHex(session.getId()), verified());
    }

    /** Those of the session may be anybody's, where the Listener serves clients without a good certificate too. */
    private X509Certificate[] verified() {
        ClientCertificate client = exchange.connection().clientCertificate();
        return client == null ? new X509Certificate[0] : client.chain().toArray(X509Certificate[]::new);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Spring declares it
    public <T> T getNativeRequest() {
        return (T) exchange.request();
    }
}
