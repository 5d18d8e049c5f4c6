package dev.sluice.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.SpringFilterCall;
import dev.sluice.config.listener.Listener;
import dev.sluice.config.listener.ListenerId;
import dev.sluice.config.match.HeaderMatch;
import dev.sluice.config.match.Hostname;
import dev.sluice.config.match.PathMatch;
import dev.sluice.config.match.QueryParamMatch;
import dev.sluice.config.match.RouteMatch;
import dev.sluice.config.match.ValueMatch;
import dev.sluice.config.route.Retry;
import dev.sluice.config.route.Route;
import dev.sluice.config.route.RouteHostname;
import dev.sluice.config.route.RouteId;
import dev.sluice.config.route.Rule;
import dev.sluice.config.route.RuleAction;
import dev.sluice.config.route.RuleId;
import dev.sluice.config.route.Timeouts;
import dev.sluice.config.route.WeightedBackend;
import dev.sluice.config.route.WeightedBackend.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.cloud.gateway.route.RouteDefinition;

class RuleDefinitionTest {

    private static final BackendId V1 = new BackendId("shop", "v1", 8080);
    private static final BackendId V2 = new BackendId("shop", "v2", 8080);
    private static final RuleId ID = new RuleId(new RouteId("HTTPRoute", "shop", "web"), 0);
    private static final RuleAction SPLIT = new RuleAction.Forward(List.of(
            new WeightedBackend(9, new Target.Resolved(V1), List.of()),
            new WeightedBackend(1, new Target.Resolved(V2), List.of())));

    private static Rule rule(List<RouteMatch> matches, List<RouteFilter> filters, RuleAction action) {
        return new Rule(ID, null, matches, filters, Timeouts.UNSET, null, action);
    }

    private static RouteMatch match(PathMatch path, HeaderMatch... headers) {
        return new RouteMatch(path, List.of(headers), List.of(), null);
    }

    private static RouteDefinition shown(Rule rule) {
        var hostnames = List.of(
                new RouteHostname(new Hostname("shop.example.com"), new Hostname("shop.example.com")),
                new RouteHostname(new Hostname("*.example.org"), new Hostname("*.example.org")));
        var route = new Route(ID.route(), Instant.EPOCH, hostnames, List.of(rule));
        var listener = new Listener(new ListenerId("infra", "edge", "http"), Hostname.ANY, List.of(), List.of(route));
        return new RuleDefinition(listener.id(), route, rule)
                .of(org.springframework.cloud.gateway.route.Route.async()
                        .id("id")
                        .uri("http://shop.v1:8080")
                        .order(7)
                        .metadata("rank", 7)
                        .predicate(_ -> false)
                        .build());
    }

    private static List<String> predicates(RouteDefinition definition) {
        return definition.getPredicates().stream()
                .map(it -> it.getName() + it.getArgs())
                .toList();
    }

    private static List<String> filters(RouteDefinition definition) {
        return definition.getFilters().stream()
                .map(it -> it.getName() + it.getArgs())
                .toList();
    }

    @Test
    void aMatchIsShownAsPredicatesThatMustAllHold() {
        var match = new RouteMatch(
                new PathMatch.Prefix("/cart"),
                List.of(new HeaderMatch("x-user", new ValueMatch.Exact("bob"))),
                List.of(new QueryParamMatch("q", new ValueMatch.Regex("[a-z]+"))),
                "GET");

        RouteDefinition definition = shown(rule(List.of(match), List.of(), SPLIT));

        assertThat(predicates(definition)).element(0).asString().startsWith(RuleDefinition.FIRST);
        assertThat(definition.getPredicates().getFirst().getArgs())
                .containsExactlyInAnyOrderEntriesOf(Map.of("parent", "infra/edge", "listener", "http"));
        assertThat(predicates(definition).subList(1, 6))
                .containsExactly(
                        "Host{patterns=shop.example.com,*.example.org}",
                        "Path{type=PathPrefix, value=/cart}",
                        "Method{methods=GET}",
                        "Header{name=x-user, type=Exact, value=bob}",
                        "Query{name=q, type=RegularExpression, value=[a-z]+}");
        assertThat(definition.getOrder()).isEqualTo(7);
        assertThat(definition.getMetadata()).containsEntry("rank", 7);
    }

    @Test
    void severalMatchesAreShownAsOnePredicateOfWhichOneMustHold() {
        var matches = List.of(match(new PathMatch.Exact("/a")), match(new PathMatch.Regex("/b.*")));

        assertThat(predicates(shown(rule(matches, List.of(), SPLIT))))
                .last()
                .isEqualTo("AnyMatch{match0=path = /a, match1=path ~ /b.*}");
    }

    @Test
    void everyKindOfPathIsShownWithItsType() {
        assertThat(predicates(shown(rule(List.of(match(new PathMatch.Exact("/a"))), List.of(), SPLIT))))
                .contains("Path{type=Exact, value=/a}");
        assertThat(predicates(shown(rule(List.of(match(new PathMatch.Regex("/a+"))), List.of(), SPLIT))))
                .contains("Path{type=RegularExpression, value=/a+}");
        assertThat(predicates(shown(rule(List.of(RouteMatch.EVERY_CALL), List.of(), SPLIT))))
                .anyMatch(it -> it.startsWith("Path{type=gRPC, value="));
    }

    @Test
    void aSplitIsShownAsTheWeightsOfItsBackends() {
        assertThat(filters(shown(rule(List.of(RouteMatch.EVERYTHING), List.of(), SPLIT))))
                .containsExactly("WeightedBackends{shop/v1:8080=9, shop/v2:8080=1}");
    }

    @Test
    void twoEntriesOfOneBackendAreTwo() {
        var rewrite = new RouteFilter.UrlRewrite(new Rewrite(null, new PathModification.ReplaceFullPath("/b")));
        var action = new RuleAction.Forward(List.of(
                new WeightedBackend(1, new Target.Resolved(V1), List.of()),
                new WeightedBackend(2, new Target.Resolved(V1), List.of(rewrite)),
                new WeightedBackend(3, new Target.Unresolved("BackendNotFound", "gone"), List.of())));

        assertThat(filters(shown(rule(List.of(RouteMatch.EVERYTHING), List.of(), action))))
                .containsExactly("WeightedBackends{shop/v1:8080=1, shop/v1:8080 (2)=2 with URLRewrite[path becomes /b],"
                        + " 500 BackendNotFound (gone)=3}");
    }

    @Test
    void filtersAreShownWithTheirArgumentsInTheOrderOfTheRule() {
        var headers = new HeaderModification(
                List.of(new HeaderValue("x-a", "1")), List.of(new HeaderValue("x-b", "2")), List.of("x-c"));
        var cors = new CorsPolicy(List.of("*"), false, List.of("GET"), List.of(), List.of(), Duration.ofSeconds(5));
        List<RouteFilter> all = List.of(
                new RouteFilter.RequestHeaderModifier(headers),
                new RouteFilter.ResponseHeaderModifier(headers),
                new RouteFilter.RequestRedirect(new Redirect(
                        "https", "a.example.com", new PathModification.ReplacePrefixMatch("/x"), 443, 301)),
                new RouteFilter.UrlRewrite(new Rewrite("b.example.com", new PathModification.ReplaceFullPath("/y"))),
                new RouteFilter.RequestMirror(new Mirror(V2, 1, 10)),
                new RouteFilter.Cors(cors),
                new RouteFilter.SpringFilter(
                        new SpringFilterCall("SpringFilter shop/x", "SetStatus", Map.of("status", "404"))));

        assertThat(filters(shown(rule(List.of(RouteMatch.EVERYTHING), all, SPLIT))))
                .containsExactly(
                        "RequestHeaderModifier{set.x-a=1, add.x-b=2, remove.x-c=}",
                        "ResponseHeaderModifier{set.x-a=1, add.x-b=2, remove.x-c=}",
                        "RequestRedirect{statusCode=301, scheme=https, hostname=a.example.com, port=443,"
                                + " replacePrefixMatch=/x}",
                        "URLRewrite{hostname=b.example.com, replaceFullPath=/y}",
                        "RequestMirror{shop/v2:8080=1/10}",
                        "CORS{allowOrigins=*, allowCredentials=false, allowMethods=GET, allowHeaders=, exposeHeaders=,"
                                + " maxAge=5s}",
                        "SetStatus{status=404}",
                        "WeightedBackends{shop/v1:8080=9, shop/v2:8080=1}");
    }

    @Test
    void timeoutsRetriesAndARefusalAreShown() {
        var rule = new Rule(
                ID,
                null,
                List.of(RouteMatch.EVERYTHING),
                List.of(),
                new Timeouts(Duration.ofSeconds(10), null),
                new Retry(Set.of(503), 2, null),
                new RuleAction.Refuse("InvalidFilter", "no such factory"));

        assertThat(filters(shown(rule)))
                .hasSize(3)
                .startsWith("Timeouts{value=request 10s}", "Retry{value=attempts 2, codes 503}");
        assertThat(shown(rule).getFilters().getLast().getArgs())
                .containsExactlyInAnyOrderEntriesOf(Map.of("reason", "InvalidFilter", "message", "no such factory"));
    }

    @ParameterizedTest
    @CsvSource({
        "#{@canary.sing()},#\\{@canary.sing()}",
        "${user.home},$\\{user.home}",
        "a #{x} ${y},a #\\{x} $\\{y}",
        "{x},{x}",
        "$1,$1",
    })
    void whatBeginsAnExpressionIsMadePlainTextEverywhere(String value, String inert) {
        var match = match(new PathMatch.Exact(value), new HeaderMatch("x-user", new ValueMatch.Exact(value)));
        var call = new SpringFilterCall("SpringFilter shop/x", "Stamp", Map.of("text", value));

        RouteDefinition definition = shown(rule(List.of(match), List.of(new RouteFilter.SpringFilter(call)), SPLIT));

        assertThat(predicates(definition))
                .contains(
                        "Path{type=Exact, value=" + inert + "}",
                        "Header{name=x-user, type=Exact, value=" + inert + "}");
        assertThat(filters(definition)).first().isEqualTo("Stamp{text=" + inert + "}");
        assertThat(predicates(shown(rule(List.of(match, match), List.of(), SPLIT))))
                .last()
                .asString()
                .contains("match0=path = " + inert);
    }

    @Test
    void anAuthorizerIsShownWithWhatItGets() {
        var http = new ExternalAuthorizer.Http("/check", List.of("cookie"), List.of("x-user-id"));
        var grpc = new ExternalAuthorizer.Grpc(List.of("cookie"));
        var shown = shown(rule(
                List.of(match(new PathMatch.Prefix("/"))),
                List.of(
                        new RouteFilter.ExternalAuth(new ExternalAuthorizer(http, V1, 10)),
                        new RouteFilter.ExternalAuth(new ExternalAuthorizer(grpc, null, 0))),
                SPLIT));

        assertThat(filters(shown))
                .startsWith(
                        "ExternalAuth{protocol=HTTP, backendRef=shop/v1:8080, path=/check, allowedHeaders=cookie,"
                                + " allowedResponseHeaders=x-user-id, maxSize=10}",
                        "ExternalAuth{protocol=GRPC, allowedHeaders=cookie, maxSize=0}");
    }
}
