package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.BrowsedGateway;
import dev.sluice.testkit.HttpBackend;
import dev.sluice.testkit.NeedsProgram;
import dev.sluice.testkit.OidcProvider;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a browser does with the redirects and cookies of a login, by HTTP and HTTPS. */
@NeedsProgram("chromium")
class BrowserLoginTest {

    /** Says who is logged in, what a script can read of the cookies, and what a call of a script is answered. */
    private static final String PAGE = """
            <!doctype html><title>login</title><body><script>
            (async () => {
              const call = await fetch('call');
              document.body.textContent =
                `user: USER; path: ${location.pathname}; call: ${call.status}; readable: '${document.cookie}'`;
            })();
            </script>
            """;

    /** Open to everyone; its calls need a login. */
    private static final String OPEN_PAGE = PAGE.replace("fetch('call')", "fetch('/call')");

    private static final String FOLDER = """
            apiVersion: gateway.networking.k8s.io/v1
            kind: GatewayClass
            metadata: {name: sluice}
            spec: {controllerName: sluice.dev/gateway-controller}
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: edge}
            spec:
              gatewayClassName: sluice
              listeners:
                - {name: http, port: 80, protocol: HTTP}
                - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: CERTIFICATE}]}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: login}
            stringData: {client-secret: 'SECRET'}
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: SpringFilter
            metadata: {name: login}
            spec:
              factory: OidcLogin
              args:
                issuer: ISSUER
                clientId: shop
                secretRef: {name: login}
                logoutPath: /logout
                afterLogoutPath: /open
                claimHeaders: [{claim: sub, header: X-User}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: pages}
            spec:
              parentRefs: [{name: edge}]
              rules:
                - filters: [{type: ExtensionRef, extensionRef: {group: sluice.dev, kind: SpringFilter, name: login}}]
                  backendRefs: [{name: pages, port: 80}]
                - matches: [{path: {value: /open}}]
                  backendRefs: [{name: pages, port: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: pages}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: pages, labels: {kubernetes.io/service-name: pages}}
            addressType: IPv4
            ports: [{name: "", port: PORT}]
            endpoints: [{addresses: [127.0.0.1]}]
            """;

    private static OidcProvider provider;
    private static HttpBackend backend;
    private static BrowsedGateway gateway;

    @TempDir
    private static Path folder;

    @TempDir
    private Path profile;

    @BeforeAll
    static void start() throws IOException {
        provider = new OidcProvider();
        backend = HttpBackend.start(server ->
                server.handle((request, response) -> response.header("Content-Type", "text/html")
                        .sendString(Mono.just((request.uri().startsWith("/open") ? OPEN_PAGE : PAGE)
                                .replace("USER", request.requestHeaders().get("X-User", "nobody"))))));
        gateway = BrowsedGateway.serving(
                folder,
                FOLDER.replace("SECRET", OidcProvider.SECRET)
                        .replace("ISSUER", provider.issuer())
                        .replace("PORT", String.valueOf(backend.port())));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backend.close();
        provider.close();
    }

    /** What the page at a path says in the end. */
    private String browse(String scheme, int port, String path) throws Exception {
        return gateway.browse(profile, scheme, port, path);
    }

    private void logsInOnceAndOut(String scheme, int port) throws Exception {
        long before = provider.count("/authorize");

        assertThat(browse(scheme, port, "/orders/?n=1"))
                .contains("user: alice; path: /orders/; call: 200; readable: ''");
        assertThat(browse(scheme, port, "/next/")).contains("user: alice; path: /next/; call: 200");
        assertThat(provider.count("/authorize")).isEqualTo(before + 1);

        assertThat(browse(scheme, port, "/logout")).contains("user: nobody; path: /open; call: 401");
        assertThat(browse(scheme, port, "/orders/")).contains("user: alice");
        assertThat(provider.count("/authorize")).isEqualTo(before + 2);
    }

    @Test
    void logsInOverHttp() throws Exception {
        logsInOnceAndOut("http", 80);
    }

    /** The cookies have the prefix that no other host can set. */
    @Test
    void logsInOverHttps() throws Exception {
        logsInOnceAndOut("https", 443);
    }
}
