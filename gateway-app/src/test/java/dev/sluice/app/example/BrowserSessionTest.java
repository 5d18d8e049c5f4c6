package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.BrowsedGateway;
import dev.sluice.testkit.HttpBackend;
import dev.sluice.testkit.NeedsProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** What a browser does with the cookies of sessions, by HTTP and HTTPS. */
@NeedsProgram("chromium")
class BrowserSessionTest {

    private static final Pattern RESULT = Pattern.compile("backends: ([a-z,]+); readable: '(.*?)'");

    /** Asks twenty times who answers, and shows what a script can read of the cookies. */
    private static final String PAGE = """
            <!doctype html><title>sessions</title><body><script>
            (async () => {
              const seen = new Set();
              for (let i = 0; i < 20; i++) seen.add(await (await fetch('who')).text());
              document.body.textContent = `backends: ${[...seen].sort()}; readable: '${document.cookie}'`;
            })();
            </script>
            """;

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
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: pages}
            spec:
              parentRefs: [{name: edge}]
              rules:
                - matches: [{path: {value: /session}}]
                  sessionPersistence: {sessionName: session}
                  backendRefs: [{name: one, port: 80}, {name: two, port: 80}]
                - matches: [{path: {value: /permanent}}]
                  sessionPersistence:
                    {sessionName: permanent, absoluteTimeout: 1h, cookieConfig: {lifetimeType: Permanent}}
                  backendRefs: [{name: one, port: 80}, {name: two, port: 80}]
                - matches: [{path: {value: /none}}]
                  backendRefs: [{name: one, port: 80}, {name: two, port: 80}]
            """;

    private static final String SERVICE = """
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: NAME}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: NAME, labels: {kubernetes.io/service-name: NAME}}
            addressType: IPv4
            ports: [{name: "", port: PORT}]
            endpoints: [{addresses: [127.0.0.1]}]
            """;

    private static List<HttpBackend> backends;
    private static BrowsedGateway gateway;

    @TempDir
    private static Path folder;

    @TempDir
    private Path profile;

    @BeforeAll
    static void start() throws IOException {
        backends = List.of(backend("one"), backend("two"));
        gateway = BrowsedGateway.serving(
                folder,
                FOLDER
                        + service("one", backends.getFirst().port())
                        + service("two", backends.getLast().port()));
    }

    private static String service(String name, int port) {
        return SERVICE.replace("NAME", name).replace("PORT", String.valueOf(port));
    }

    private static HttpBackend backend(String name) {
        return HttpBackend.start(
                server -> server.handle((request, response) -> request.uri().endsWith("/who")
                        ? response.sendString(Mono.just(name))
                        : response.header("Content-Type", "text/html").sendString(Mono.just(PAGE))));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        backends.forEach(HttpBackend::close);
    }

    /** What the page at a path says in the end. */
    private String browse(String scheme, int port, String path) throws Exception {
        String page = gateway.browse(profile, scheme, port, path);
        var result = RESULT.matcher(page);
        assertThat(result.find()).as(page).isTrue();
        assertThat(result.group(2)).as("what scripts read").isEmpty();
        return result.group(1);
    }

    @Test
    void withoutSessionsMeetsBothBackends() throws Exception {
        assertThat(browse("http", 80, "/none/")).isEqualTo("one,two");
    }

    @Test
    void keepsTheCookieOverHttp() throws Exception {
        assertThat(browse("http", 80, "/session/")).isIn("one", "two");
    }

    @Test
    void keepsTheSecureCookieOverHttps() throws Exception {
        assertThat(browse("https", 443, "/session/")).isIn("one", "two");
    }

    @Test
    void keepsThePermanentCookieWhenItIsStartedAgain() throws Exception {
        String first = browse("https", 443, "/permanent/");
        assertThat(first).isIn("one", "two");
        for (int i = 0; i < 4; i++) {
            assertThat(browse("https", 443, "/permanent/")).isEqualTo(first);
        }
    }
}
