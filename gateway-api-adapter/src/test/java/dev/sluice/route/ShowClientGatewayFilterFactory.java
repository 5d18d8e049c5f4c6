package dev.sluice.route;

import java.security.cert.X509Certificate;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;

/** A team's filter that tells the backend who the client is, by what Spring knows of its TLS. */
final class ShowClientGatewayFilterFactory extends AbstractGatewayFilterFactory<Object> {

    ShowClientGatewayFilterFactory() {
        super(Object.class);
    }

    @Override
    public GatewayFilter apply(Object config) {
        return (exchange, chain) -> {
            String client = client(exchange.getRequest());
            return chain.filter(exchange.mutate()
                    .request(request -> request.header("x-client", client))
                    .build());
        };
    }

    private static String client(ServerHttpRequest request) {
        SslInfo tls = request.getSslInfo();
        if (tls == null) {
            return "no TLS";
        }
        X509Certificate[] certificates = tls.getPeerCertificates();
        return certificates == null || certificates.length == 0
                ? "nobody"
                : certificates[0].getSubjectX500Principal().getName();
    }
}
