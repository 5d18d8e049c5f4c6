package dev.sluice.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.BrowsedGateway;
import dev.sluice.testkit.NeedsProgram;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
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
            ports: [{name: "", port: 18999}]
            endpoints: [{addresses: [127.0.0.1]}]
            """;

    private static BrowsedGateway gateway;
    private static ChromeDriver browser;
    private static String page;

    @BeforeAll
    static void start(@TempDir Path folder, @TempDir Path profile) throws IOException {
        gateway = BrowsedGateway.serving(folder, FOLDER);
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
    }

    @AfterAll
    static void stop() {
        browser.quit();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nothingMakesAViewHardToUse(String scheme) throws IOException {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        for (String view : VIEWS) {
            open(view, view.equals("explain") ? "?url=http://shop.example.com/" : "");
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
    void viewFitsANarrowScreen(String view) {
        cdp(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 320, "height", 640, "deviceScaleFactor", 1, "mobile", false));
        try {
            open(view);
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
        assertThat(text()).contains("default/shop:80 (HTTP)", "127.0.0.1:18999 ready 0 running");
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
