package dev.sluice.source.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.HttpRouteFilter.Cors;
import dev.sluice.resource.HttpRouteFilter.Header;
import dev.sluice.resource.HttpRouteFilter.HeaderFilter;
import dev.sluice.resource.HttpRouteFilter.PathModifier;
import dev.sluice.resource.HttpRouteFilter.RequestMirror;
import dev.sluice.resource.HttpRouteFilter.RequestRedirect;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.validation.Admission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One model, whichever version of Gateway API a rule was written for. */
final class HttpRouteDecoderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final BackendObjectReference B = new BackendObjectReference("", "Service", null, "b", 80);

    /**
     * A shape and what it means.
     *
     * @param since version of Gateway API that has it first
     * @param json of the rule, or of the filter
     */
    record Shape<T>(String since, String json, T meaning) {

        @Override
        public String toString() {
            return since + " " + json;
        }
    }

    static Stream<Shape<HttpRoute.Timeouts>> timeouts() {
        return Stream.of(
                new Shape<>("v1.0", "{}", HttpRoute.Timeouts.NONE),
                new Shape<>("v1.0", "{'request':'10s'}", new HttpRoute.Timeouts(Duration.ofSeconds(10), null)),
                new Shape<>("v1.0", "{'request':'0s'}", new HttpRoute.Timeouts(Duration.ZERO, null)),
                new Shape<>(
                        "v1.0",
                        "{'request':'1m','backendRequest':'1s500ms'}",
                        new HttpRoute.Timeouts(Duration.ofMinutes(1), Duration.ofMillis(1500))),
                new Shape<>(
                        "v1.0",
                        "{'request':'0s','backendRequest':'1h'}",
                        new HttpRoute.Timeouts(Duration.ZERO, Duration.ofHours(1))));
    }

    @ParameterizedTest
    @MethodSource
    void timeouts(Shape<HttpRoute.Timeouts> shape) {
        assertThat(rule("'timeouts':" + shape.json()).timeouts()).isEqualTo(shape.meaning());
    }

    static Stream<Shape<HttpRoute.Retry>> retries() {
        return Stream.of(
                new Shape<>("v1.2", "{}", new HttpRoute.Retry(Set.of(), 1, null)),
                new Shape<>("v1.2", "{'attempts':3}", new HttpRoute.Retry(Set.of(), 3, null)),
                new Shape<>("v1.2", "{'codes':[503,500]}", new HttpRoute.Retry(Set.of(500, 503), 1, null)),
                new Shape<>(
                        "v1.2",
                        "{'codes':[429],'attempts':2,'backoff':'100ms'}",
                        new HttpRoute.Retry(Set.of(429), 2, Duration.ofMillis(100))),
                new Shape<>("v1.7", "{'attempts':0}", new HttpRoute.Retry(Set.of(), 0, null)));
    }

    @ParameterizedTest
    @MethodSource
    void retries(Shape<HttpRoute.Retry> shape) {
        assertThat(rule("'retry':" + shape.json()).retry()).isEqualTo(shape.meaning());
    }

    @Test
    void aRuleThatSaysNothingHasNoRetry() {
        assertThat(rule("'name':'plain'"))
                .isEqualTo(new HttpRoute.Rule(
                        "plain",
                        List.of(new HttpRoute.Match(
                                new HttpRoute.PathMatch("PathPrefix", "/"), List.of(), List.of(), null)),
                        List.of(),
                        List.of(),
                        HttpRoute.Timeouts.NONE,
                        null,
                        null,
                        List.of()));
    }

    static Stream<Shape<HttpRouteFilter>> filters() {
        return Stream.of(mirrors(), cors(), redirects()).flatMap(shapes -> shapes);
    }

    private static Stream<Shape<HttpRouteFilter>> mirrors() {
        String b = "'backendRef':{'name':'b','port':80}";
        return Stream.of(
                new Shape<>("v1.1", mirror(b), new RequestMirror(B, 100, 100)),
                new Shape<>("v1.2", mirror(b + ",'percent':42"), new RequestMirror(B, 42, 100)),
                new Shape<>("v1.2", mirror(b + ",'percent':0"), new RequestMirror(B, 0, 100)),
                new Shape<>(
                        "v1.2", mirror(b + ",'fraction':{'numerator':1,'denominator':3}"), new RequestMirror(B, 1, 3)),
                new Shape<>("v1.2", mirror(b + ",'fraction':{'numerator':5}"), new RequestMirror(B, 5, 100)),
                new Shape<>(
                        "more bits than an int has",
                        mirror(b + ",'fraction':{'numerator':3000000000,'denominator':6000000000}"),
                        new RequestMirror(B, 750_000_000, 1_500_000_000)));
    }

    private static String mirror(String members) {
        return "{'type':'RequestMirror','requestMirror':{%s}}".formatted(members);
    }

    private static Stream<Shape<HttpRouteFilter>> cors() {
        return Stream.of(
                new Shape<>(
                        "v1.3",
                        cors("'allowOrigins':['https://a.example.com'],'allowCredentials':true"),
                        new Cors(List.of("https://a.example.com"), true, List.of(), List.of(), List.of(), 5)),
                new Shape<>(
                        "v1.4",
                        cors("'allowOrigins':['*'],'allowCredentials':false,'allowMethods':['*'],"
                                + "'allowHeaders':['*'],'exposeHeaders':['*'],'maxAge':60"),
                        new Cors(List.of("*"), false, List.of("*"), List.of("*"), List.of("*"), 60)),
                new Shape<>(
                        "v1.7",
                        cors("'allowOrigins':['https://*.bar.com','http://*','http://x:81'],"
                                + "'allowMethods':['GET','PUT'],'allowHeaders':['x-a'],'exposeHeaders':['x-b','*']"),
                        new Cors(
                                List.of("https://*.bar.com", "http://*", "http://x:81"),
                                false,
                                List.of("GET", "PUT"),
                                List.of("x-a"),
                                List.of("*"),
                                5)),
                new Shape<>("v1.7", cors(""), new Cors(List.of(), false, List.of(), List.of(), List.of(), 5)));
    }

    private static String cors(String members) {
        return "{'type':'CORS','cors':{%s}}".formatted(members);
    }

    private static Stream<Shape<HttpRouteFilter>> redirects() {
        return Stream.of(
                new Shape<>(
                        "v1.1",
                        redirect("'scheme':'https','statusCode':301,'path':{'type':'ReplaceFullPath',"
                                + "'replaceFullPath':'/a'}"),
                        new RequestRedirect("https", null, new PathModifier("ReplaceFullPath", "/a", null), null, 301)),
                new Shape<>("v1.1", redirect("'port':81"), new RequestRedirect(null, null, null, 81, 302)),
                new Shape<>("v1.5", redirect("'statusCode':303"), new RequestRedirect(null, null, null, null, 303)),
                new Shape<>("v1.5", redirect("'statusCode':307"), new RequestRedirect(null, null, null, null, 307)),
                new Shape<>("v1.5", redirect("'statusCode':308"), new RequestRedirect(null, null, null, null, 308)));
    }

    private static String redirect(String members) {
        return "{'type':'RequestRedirect','requestRedirect':{%s}}".formatted(members);
    }

    @ParameterizedTest
    @MethodSource
    void filters(Shape<HttpRouteFilter> shape) {
        assertThat(rule("'filters':[%s]".formatted(shape.json())).filters()).containsExactly(shape.meaning());
    }

    @Test
    void aBackendHasFiltersOfItsOwn() {
        var ref = rule("""
                'matches':[{'path':{'value':'/a'}}],'backendRefs':[{'name':'b','port':80,'weight':3,'filters':[
                  {'type':'RequestHeaderModifier','requestHeaderModifier':{'set':[{'name':'a','value':'b'}]}},
                  {'type':'URLRewrite','urlRewrite':{'path':{'type':'ReplacePrefixMatch','replacePrefixMatch':'/c'}}},
                  %s]}]""".formatted(mirror("'backendRef':{'name':'b','port':80}")))
                .backendRefs();

        assertThat(ref)
                .containsExactly(new RouteBackendRef(
                        B,
                        3,
                        List.of(
                                new HttpRouteFilter.RequestHeaderModifier(
                                        new HeaderFilter(List.of(new Header("a", "b")), List.of(), List.of())),
                                new HttpRouteFilter.UrlRewrite(
                                        null, new PathModifier("ReplacePrefixMatch", null, "/c")),
                                new RequestMirror(B, 100, 100))));
    }

    /** The API server refuses it; were it to come all the same, it must not become a filter that does nothing. */
    @Test
    void aFilterWithoutItsMemberIsNotServed() {
        var filter = (ObjectNode) JSON.readTree("{\"filters\":[{\"type\":\"URLRewrite\"}]}");

        assertThat(HttpRouteFilterDecoder.filters(new Fields(filter)))
                .containsExactly(new HttpRouteFilter.NotServed("URLRewrite without urlRewrite"));
    }

    private static HttpRoute.Rule rule(String members) {
        var tree = (ObjectNode) JSON.readTree(
                "{'apiVersion':'gateway.networking.k8s.io/v1','kind':'HTTPRoute','metadata':{'name':'it'},'spec':{'rules':[{%s}]}}"
                        .formatted(members)
                        .replace('\'', '"'));
        assertThat(Admission.review(tree)).isEqualTo(new Admission.Verdict.Reviewed(true, List.of()));
        var route = (HttpRoute) ObjectDecoder.decode(Kinds.HTTP_ROUTE, tree);
        return route.spec().rules().getFirst();
    }
}
