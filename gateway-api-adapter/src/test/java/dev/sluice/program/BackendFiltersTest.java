package dev.sluice.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.PathModification.ReplaceFullPath;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.Cors;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.filter.RouteFilter.SpringFilter;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.RuleAction.Forward;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import dev.sluice.testkit.LeakDetection;
import dev.sluice.upstream.RawBackend;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** HTTPBackendRef.filters; the path cases are those of the conformance test HTTPRouteBackendURLRewrite. */
@ExtendWith(LeakDetection.class)
final class BackendFiltersTest {

    private final RawBackend shop = RawBackend.answering();
    private final RawBackend cart = RawBackend.answering();
    private final Programs programs = new Programs().with(Programs.SHOP, shop).with(Programs.CART, cart);

    @AfterEach
    void close() throws IOException {
        programs.close();
        Programs.close(shop, cart);
    }

    @Test
    void pathIsRewrittenForTheBackend() throws Exception {
        programs.run(program(new UrlRewrite(new Rewrite(null, new ReplaceFullPath("/full")))), programs.get());
        assertThat(Programs.lines(shop)).contains("GET /full?q=1 HTTP/1.1");
        programs.run(
                program(new UrlRewrite(new Rewrite("inner.test", new ReplacePrefixMatch("/bar")))), programs.get());
        assertThat(Programs.lines(shop)).contains("GET /bar/a?q=1 HTTP/1.1", "host: inner.test");
    }

    @Test
    void requestFiltersOfTheRuleComeFirstAndResponseFiltersLast() throws Exception {
        ProgramResponse response = programs.run(
                programs.compile(Programs.rule(
                        List.of(
                                new RequestHeaderModifier(Programs.setting("x-who", "rule")),
                                new ResponseHeaderModifier(Programs.setting("x-who", "rule"))),
                        Programs.toShop(
                                new RequestHeaderModifier(appending("x-who", "backend")),
                                new ResponseHeaderModifier(appending("x-who", "backend"))))),
                programs.get());
        assertThat(Programs.lines(shop)).containsSubsequence("x-who: rule", "x-who: backend");
        assertThat(response.headers().getAll("x-who")).containsExactly("rule");
    }

    @Test
    void filtersAreOfTheirBackendAlone() throws Exception {
        Forward both = new Forward(List.of(
                new WeightedBackend(
                        1,
                        new Target.Resolved(Programs.SHOP),
                        List.of(new RequestHeaderModifier(Programs.setting("x-who", "shop")))),
                new WeightedBackend(
                        1,
                        new Target.Resolved(Programs.CART),
                        List.of(new RequestHeaderModifier(Programs.setting("x-who", "cart"))))));
        RuleProgram program = programs.compile(Programs.rule(List.of(), both));
        for (int i = 0; i < 60; i++) {
            programs.run(program, programs.get());
        }
        assertThat(shop.heads()).isNotEmpty().allMatch(head -> head.contains("x-who: shop"));
        assertThat(cart.heads()).isNotEmpty().allMatch(head -> head.contains("x-who: cart"));
    }

    @Test
    void redirectAnswersWithoutTheBackend() {
        ProgramResponse response = programs.run(
                program(
                        new ResponseHeaderModifier(Programs.setting("x-by", "backend")),
                        new RequestRedirect(new Redirect("https", null, new ReplacePrefixMatch("/bar"), null, 308))),
                programs.get());
        assertThat(response.status().code()).isEqualTo(308);
        assertThat(response.headers().get("location")).isEqualTo("https://shop.example.com/bar/a?q=1");
        assertThat(response.headers().get("x-by")).isEqualTo("backend");
        assertThat(shop.opened()).isZero();
    }

    @Test
    void corsOfABackendAnswersItsPreflights() {
        CorsPolicy policy = new CorsPolicy(
                List.of("https://a.test"), false, List.of("PUT"), List.of(), List.of(), Duration.ofSeconds(5));
        RuleProgram program = program(new Cors(policy));
        ProgramResponse preflight = programs.run(
                program,
                programs.asking("OPTIONS")
                        .with("Origin", "https://a.test")
                        .with("Access-Control-Request-Method", "PUT"));
        assertThat(preflight.headers().get("access-control-allow-methods")).isEqualTo("PUT");
        assertThat(shop.opened()).isZero();
        ProgramResponse actual = programs.run(program, programs.get().with("Origin", "https://a.test"));
        assertThat(actual.headers().get("access-control-allow-origin")).isEqualTo("https://a.test");
    }

    @Test
    void filterThatCannotRunRefusesItsShareAlone() {
        SpringFilter spring = new SpringFilter(new SpringFilterCall("SpringFilter shop/who", "SetPath", Map.of()));
        assertThat(programs.run(program(spring), programs.get()).reason()).isEqualTo("rule_refused");
        RouteMatch exact = new RouteMatch(new PathMatch.Exact("/foo/a"), List.of(), List.of(), null);
        RouteFilter prefix = new UrlRewrite(new Rewrite(null, new ReplacePrefixMatch("/bar")));
        RuleProgram program = programs.compile(Programs.rule(exact, List.of(), Programs.toShop(prefix)));
        assertThat(programs.run(program, programs.get()).reason()).isEqualTo("rule_refused");
        assertThat(shop.opened()).isZero();
    }

    private RuleProgram program(RouteFilter... ofTheBackend) {
        return programs.compile(Programs.rule(List.of(), Programs.toShop(ofTheBackend)));
    }

    private static HeaderModification appending(String name, String value) {
        return new HeaderModification(List.of(), List.of(new HeaderValue(name, value)), List.of());
    }
}
