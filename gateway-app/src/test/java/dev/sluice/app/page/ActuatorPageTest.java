package dev.sluice.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.BrowsedGateway;
import dev.sluice.app.demo.EchoServer;
import dev.sluice.testkit.NeedsProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** The page of the actuator in a real browser. */
@NeedsProgram("chromedriver")
class ActuatorPageTest {

    private static final List<String> VIEWS =
            List.of("overview", "routes", "backends", "objects", "explain", "mesh", "sessions");

    /** A match whose text would do something, were it taken for HTML; and a backend that is not there. */
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
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: shop}
            spec:
              parentRefs: [{name: edge}]
              hostnames: [shop.example.com]
              rules:
                - matches: [{headers: [{name: x, value: "<img src=x onerror=document.title='broken'>"}]}]
                  backendRefs: [{name: shop, port: 80}]
                - backendRefs: [{name: missing, port: 80}]
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: shop}
            spec: {ports: [{port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: shop, labels: {kubernetes.io/service-name: shop}}
            addressType: IPv4
            ports: [{name: "", port: ECHO}]
            endpoints: [{addresses: [127.0.0.1]}]
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: busy}
            spec:
              parentRefs: [{name: edge}]
              hostnames: [localhost]
              rules:
                - backendRefs: [{name: shop, port: 80}]
            """;

    /** What a node agent and a store of sessions say, which this gateway is not and has not. */
    private static final String ELSEWHERE = """
            const elsewhere = {
              'sluice/mesh': {version: 3, nodes: {serving: ['node-1', 'node-2'], waiting: ['node-3.eu-central-1.example.com']},
                keptForBoot: {file: '/var/lib/sluice/closed.nft', ports: 2, lastBoot: 'not loaded',
                message: 'it cannot be written: No space left on device'}, ports: [
                {service: 'shop/checkout-service-with-a-long-name', port: 8080, clusterIps: ['10.96.0.10'],
                  failureMode: 'closed', steered: true, message: null, groups: [
                    {clients: null, routes: ['HTTPRoute shop/checkout', 'HTTPRoute shop/checkout-canary']},
                    {clients: 'batch', routes: ['HTTPRoute batch/checkout']}]},
                {service: 'shop/cart', port: 80, clusterIps: ['10.96.0.11'], failureMode: 'open', steered: false,
                  message: 'nft: Operation not permitted', groups: [{clients: null, routes: ['GRPCRoute shop/cart']}]}]},
              'sluicesessions': {complete: false, revocations: 2, backends: [
                {backend: 'shop/checkout-service-with-a-long-name:8080', endpoints: [
                  {endpoint: '10.244.1.17:8080', sessions: 81234}, {endpoint: '10.244.2.3:8080', sessions: 3}]}]},
            };
            const asked = window.fetch;
            window.fetch = (path, options) => location.hash.endsWith('?elsewhere') && elsewhere[path]
              ? Promise.resolve(new Response(JSON.stringify(elsewhere[path]), {status: 200}))
              : asked(path, options);
            """;

    private static BrowsedGateway gateway;
    private static EchoServer backend;
    private static Thread client;
    private static ChromeDriver browser;
    private static String page;

    @BeforeAll
    static void start(@TempDir Path folder, @TempDir Path profile) throws IOException {
        backend = EchoServer.start("shop", "127.0.0.1", 0);
        gateway = BrowsedGateway.serving(folder, FOLDER.replace("ECHO", Integer.toString(backend.port())));
        client = Thread.startVirtualThread(ActuatorPageTest::sendRequests);
        page = gateway.management() + "/actuator/page";
        var options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.addArguments(BrowsedGateway.options(profile));
        options.addArguments("--window-size=1000,800");
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        cdp("Page.addScriptToEvaluateOnNewDocument", Map.of("source", ELSEWHERE));
    }

    /** One of ten fails, until the test ends. */
    private static void sendRequests() {
        try (var http = HttpClient.newHttpClient()) {
            for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
                URI uri = URI.create(gateway.data(80) + (number % 10 == 0 ? "/?status=503" : "/?delay=10ms"));
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        browser.quit();
        client.interrupt();
        client.join();
        gateway.close();
        backend.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nothingMakesAViewHardToUse(String scheme) throws IOException {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        for (String view : VIEWS) {
            openFilled(view);
            picture(scheme + "-" + view);
            browser.executeScript(axe());
            assertThat(browser.executeAsyncScript("""
                            const done = arguments[arguments.length - 1];
                            axe.run().then((found) => done(found.violations.map(
                                (violation) => violation.id + ': ' + violation.nodes.map((node) => node.html).join(' '))));
                            """)).as(view).isEqualTo(List.of());
        }
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void viewFitsANarrowScreen(String view) throws IOException {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
        try {
            openFilled(view);
            picture("narrow-" + view);
            assertThat(browser.executeScript(
                            "const all = document.documentElement; return all.scrollWidth - all.clientWidth"))
                    .isEqualTo(0L);
        } finally {
            cdp("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }

    @Test
    void textOfAnObjectIsText() {
        open("routes");
        assertThat(text()).contains("<img src=x onerror=document.title='broken'>");
        assertThat(browser.findElements(By.tagName("img"))).isEmpty();
        assertThat(browser.getTitle()).isEqualTo("Sluice");
    }

    @Test
    void problemIsShownWithItsRemedy() {
        open("overview");
        assertThat(text()).contains("Service default/missing does not exist; create it or correct the backendRef");
        open("objects");
        assertThat(text()).contains("parent Gateway default/edge");
        assertThat(browser.findElements(By.cssSelector("main .bad")))
                .extracting(mark -> mark.getText())
                .containsExactly("ResolvedRefs: False", "ResolvedRefs: False");
    }

    @Test
    void endpointsOfABackendAreShown() {
        open("backends");
        String endpoint = Pattern.quote("127.0.0.1:" + backend.port());
        await().untilAsserted(() -> {
            open("backends");
            assertThat(text())
                    .contains("default/shop:80 (HTTP)")
                    .containsPattern(endpoint + " ready [01] running, [\\d.]+ ms");
        });
    }

    @Test
    void trafficIsShownByRoute() {
        openFilled("overview");
        assertThat(text()).containsPattern("HTTPRoute default/busy default/edge [\\d.]+ [\\d.]+ [\\d.]+");
    }

    @Test
    void anotherProcessIsShownAsThisOne() {
        openFilled("mesh");
        assertThat(text())
                .contains("not steered nft: Operation not permitted")
                .contains("node-3.eu-central-1.example.com does not serve yet")
                .contains("clients of batch: HTTPRoute batch/checkout")
                .contains("not as they are now it cannot be written: No space left on device");
        openFilled("sessions");
        assertThat(text()).contains("10.244.1.17:8080 81,234", "The store is away");
        open("sessions");
        assertThat(text()).contains("there is no store that counts them");
    }

    @Test
    void requestIsExplained() {
        open("explain");
        browser.findElement(By.name("url")).sendKeys("http://other.example.com/cart" + Keys.ENTER);
        await().untilAsserted(() -> assertThat(text()).contains("404 no_route", "expected: shop.example.com"));
        browser.navigate().refresh();
        await().untilAsserted(() -> assertThat(text()).contains("expected: shop.example.com"));
    }

    @Test
    void urlThatCannotBeReadIsSaid() {
        open("explain", "?url=shop");
        await().untilAsserted(() -> assertThat(text()).contains("url: shop (expected: an absolute one"));
    }

    @Test
    void keyboardReachesTheContentFirst() {
        open("overview");
        browser.executeScript("document.activeElement.blur()");
        browser.switchTo().activeElement().sendKeys(Keys.TAB);
        assertThat(browser.switchTo().activeElement().getText()).isEqualTo("Skip to the content");
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        open("overview");
        assertThat((List<?>) browser.executeScript(
                        "return performance.getEntriesByType('resource').map((entry) => new URL(entry.name).origin)"))
                .isNotEmpty()
                .allMatch(page.substring(0, page.indexOf("/actuator"))::equals);
        assertThat(browser.executeAsyncScript("""
                        const done = arguments[arguments.length - 1];
                        fetch('http://127.0.0.2:9/').then(() => done('loaded'), () => done('refused'));
                        """)).isEqualTo("refused");
    }

    /** A new load each time: what the view before left must not be taken for this one's. */
    private static void open(String view, String question) {
        browser.get("about:blank");
        browser.get(page + "#" + view + question);
        await().until(() -> browser.findElements(By.cssSelector("main[data-view=" + view + "]"))
                        .size()
                == 1);
    }

    private static void open(String view) {
        open(view, "");
    }

    /** With something in each table; rates come with the second reading. */
    private static void openFilled(String view) {
        switch (view) {
            case "explain" -> open(view, "?url=http://shop.example.com/");
            case "mesh", "sessions" -> open(view, "?elsewhere");
            case "overview" -> {
                open(view);
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(text()).contains("HTTPRoute default/busy"));
            }
            default -> open(view);
        }
    }

    /** Where {@code -Dpictures=FOLDER} asks for it. */
    private static void picture(String name) throws IOException {
        String folder = System.getProperty("pictures");
        if (folder != null) {
            Files.write(Path.of(folder, name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
        }
    }

    private static String text() {
        return browser.findElement(By.tagName("main")).getText();
    }

    private static void cdp(String command, Map<String, Object> parameters) {
        browser.executeCdpCommand(command, parameters);
    }

    private static String axe() throws IOException {
        try (InputStream script = Objects.requireNonNull(ActuatorPageTest.class.getResourceAsStream("/axe.min.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
