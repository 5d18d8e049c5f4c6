package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RuleTextTest {

    private static final BackendId SHOP = new BackendId("shop", "web", 8080);

    @Test
    void aRuleIsToldInTheOrderInWhichItActs() {
        var rule = new Rule(
                new RuleId(new RouteId("HTTPRoute", "shop", "web"), 0),
                null,
                List.of(RouteMatch.EVERYTHING),
                List.of(new RouteFilter.RequestMirror(new Mirror(SHOP, 10, 100))),
                new Timeouts(Duration.ofSeconds(90), Duration.ZERO),
                new Retry(Set.of(503, 500, 502), 2, Duration.ofMillis(1500)),
                new RuleAction.Forward(List.of(
                        new WeightedBackend(9, new Target.Resolved(SHOP), List.of()),
                        new WeightedBackend(
                                1,
                                new Target.Resolved(SHOP),
                                List.of(new RouteFilter.UrlRewrite(
                                        new Rewrite(null, new PathModification.ReplaceFullPath("/b"))))),
                        new WeightedBackend(1, new Target.Unresolved("BackendNotFound", "gone"), List.of()))));

        assertThat(RuleText.steps(rule))
                .containsExactly(
                        "RequestMirror[10 of 100 requests to shop/web:8080]",
                        "Timeouts[request 90s, backendRequest no limit]",
                        "Retry[attempts 2, codes 500 502 503, backoff 1500ms]",
                        "Forward[shop/web:8080 weight 9, shop/web:8080 weight 1 with URLRewrite[path becomes /b],"
                                + " 500 BackendNotFound (gone) weight 1]");
    }

    @Test
    void anAuthorizerIsShownWithWhatItGets() {
        var http = new ExternalAuthorizer.Http("/check", List.of("cookie"), List.of("x-user-id"));
        assertThat(RuleText.of(new RouteFilter.ExternalAuth(new ExternalAuthorizer(http, SHOP, 10))))
                .isEqualTo("ExternalAuth[HTTP shop/web:8080, path /check, headers cookie,"
                        + " response headers x-user-id, body up to 10 bytes]");
        var grpc = new ExternalAuthorizer.Grpc(List.of("cookie"));
        assertThat(RuleText.of(new RouteFilter.ExternalAuth(new ExternalAuthorizer(grpc, null, 0))))
                .isEqualTo("ExternalAuth[GRPC to nowhere, headers cookie]");
    }

    @Test
    void whatARuleDoesNotSayIsNotTold() {
        assertThat(RuleText.of(Timeouts.UNSET)).isEmpty();
        assertThat(RuleText.of((Retry) null)).isEmpty();
        assertThat(RuleText.of(new Retry(Set.of(), 0, null))).isEqualTo("attempts 0");
        assertThat(RuleText.of(new Timeouts(null, Duration.ofMillis(20)))).isEqualTo("backendRequest 20ms");
    }

    @Test
    void aSessionIsToldWithWhatItBinds() {
        assertThat(forwarded(new StickySession(
                        new Carrier.Cookie("cart", "/", false),
                        Duration.ofHours(1),
                        Duration.ofMinutes(10),
                        Scope.RULE,
                        false)))
                .isEqualTo("Forward[shop/web:8080 weight 1 with sessions[cookie cart before weights,"
                        + " absoluteTimeout 3600s, idleTimeout 600s]]");
        assertThat(forwarded(new StickySession(
                        new Carrier.Cookie(null, "/", true), Duration.ofHours(1), null, Scope.BACKEND, true)))
                .isEqualTo("Forward[shop/web:8080 weight 1 with sessions[permanent cookie after weights,"
                        + " absoluteTimeout 3600s]]");
        assertThat(forwarded(new StickySession(new Carrier.Header("x-cart"), null, null, Scope.BACKEND, true)))
                .isEqualTo("Forward[shop/web:8080 weight 1 with sessions[header x-cart after weights]]");
        assertThat(forwarded(new StickySession(new Carrier.Header(null), null, null, Scope.RULE, false)))
                .isEqualTo("Forward[shop/web:8080 weight 1 with sessions[header before weights]]");
    }

    private static String forwarded(StickySession session) {
        return RuleText.of(
                new RuleAction.Forward(List.of(new WeightedBackend(1, new Target.Resolved(SHOP), List.of(), session))));
    }

    @Test
    void aMirrorOfEveryRequestIsToldSo() {
        assertThat(RuleText.of(new RouteFilter.RequestMirror(new Mirror(SHOP, 100, 100))))
                .isEqualTo("RequestMirror[every request to shop/web:8080]");
    }

    @Test
    void aPolicyIsToldWithoutWhatItLeavesOut() {
        var all = new CorsPolicy(
                List.of("https://a.com", "https://b.com"),
                true,
                List.of("GET", "PUT"),
                List.of("x-a"),
                List.of("x-b"),
                Duration.ofMinutes(10));
        var least = new CorsPolicy(List.of("*"), false, List.of(), List.of(), List.of(), Duration.ofSeconds(5));

        assertThat(RuleText.of(new RouteFilter.Cors(all)))
                .isEqualTo("CORS[origins https://a.com https://b.com, with credentials, methods GET PUT, headers x-a,"
                        + " exposed x-b, kept for 600s]");
        assertThat(RuleText.of(new RouteFilter.Cors(least))).isEqualTo("CORS[origins *, kept for 5s]");
    }
}
