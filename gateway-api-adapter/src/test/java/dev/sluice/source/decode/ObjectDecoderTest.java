package dev.sluice.source.decode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resource.BackendObjectReference;
import dev.sluice.resource.BackendTlsPolicy;
import dev.sluice.resource.BackendTrafficPolicy;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.EndpointSlice;
import dev.sluice.resource.FrontendTls;
import dev.sluice.resource.Gateway;
import dev.sluice.resource.GatewayClass;
import dev.sluice.resource.GrpcRoute;
import dev.sluice.resource.HttpRoute;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Kind;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ListenerSet;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.ObjectReference;
import dev.sluice.resource.RetryConstraint;
import dev.sluice.resource.RouteBackendRef;
import dev.sluice.resource.Secret;
import dev.sluice.resource.Service;
import dev.sluice.resource.SpringFilter;
import dev.sluice.resource.TargetRef;
import dev.sluice.resource.TelemetryPolicy;
import dev.sluice.resource.TelemetryPolicy.Attribute;
import dev.sluice.resource.TelemetryPolicy.Fraction;
import dev.sluice.resource.TelemetryPolicy.Tracing;
import dev.sluice.resource.WatchedObject;
import dev.sluice.validation.Admission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ObjectDecoderTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<Class<?>, String> KINDS = Map.of(
            HttpRoute.class, "HTTPRoute", BackendTlsPolicy.class, "BackendTLSPolicy", GrpcRoute.class, "GRPCRoute");

    /** As an API server gives it: a tree without places. */
    private static <T extends WatchedObject> T decode(Class<T> type, String apiVersion, String body) {
        return decode(type, KINDS.getOrDefault(type, type.getSimpleName()), apiVersion, body);
    }

    private static <T extends WatchedObject> T decode(Class<T> type, String kind, String apiVersion, String body) {
        var tree = (ObjectNode)
                JSON.readTree("{'apiVersion':'%s','kind':'%s','metadata':{'name':'it','namespace':'shop'},%s}"
                        .formatted(apiVersion, kind, body)
                        .replace('\'', '"'));
        assertThat(Admission.review(tree)).isEqualTo(new Admission.Verdict.Reviewed(true, List.of()));
        return type.cast(ObjectDecoder.decode(
                Kinds.find(Admission.GroupKind.of(tree).group(), kind).orElseThrow(), tree));
    }

    static List<Kind<?>> kinds() {
        return Kinds.ALL;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsCheckedAndDecodedInEachOfItsVersions(Kind<?> kind) {
        for (String version : kind.versions()) {
            var tree = JSON.createObjectNode()
                    .put("apiVersion", kind.group().isEmpty() ? version : kind.group() + "/" + version)
                    .put("kind", kind.word());
            tree.putObject("metadata").put("name", "it");

            var decoded = ObjectDecoder.decode(kind, tree);

            assertThat(Admission.review(tree)).isInstanceOf(Admission.Verdict.Reviewed.class);
            assertThat(decoded.kind()).isEqualTo(kind);
            assertThat(decoded).isInstanceOf(kind.type());
        }
    }

    /** Thousands of them do, and the words of a kind are the same in all. */
    @Nested
    class RoutesThatSayTheSame {

        private HttpRoute route(String name) {
            return decode(HttpRoute.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'parentRefs':[{'name':'web'}],'hostnames':['%s.example'],'rules':[{
                      'matches':[{'path':{'type':'PathPrefix','value':'/'}}],
                      'filters':[{'type':'RequestHeaderModifier','requestHeaderModifier':{'add':[{'name':'X','value':'y'}]}}],
                      'backendRefs':[{'name':'cart','port':80}]}]}
                    """.formatted(name));
        }

        @Test
        void haveTheirPartsInMemoryOnce() {
            var one = route("one").spec();
            var other = route("other").spec();

            assertThat(other.parentRefs()).isSameAs(one.parentRefs());
            assertThat(other.hostnames()).isNotEqualTo(one.hostnames());
            var rule = one.rules().getFirst();
            var same = other.rules().getFirst();
            assertThat(same.matches().getFirst()).isSameAs(rule.matches().getFirst());
            assertThat(same.filters().getFirst()).isSameAs(rule.filters().getFirst());
            assertThat(same.backendRefs().getFirst())
                    .isSameAs(rule.backendRefs().getFirst());
            assertThat(same.timeouts()).isSameAs(HttpRoute.Timeouts.NONE);
        }
    }

    /** It is as long as the object itself. */
    @Test
    void theCopyOfKubectlIsLeftOut() {
        var tree = (ObjectNode) JSON.readTree("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","annotations":{"team":"a",
                 "kubectl.kubernetes.io/last-applied-configuration":"{\\"apiVersion\\":\\"v1\\"}"}}}
                """);

        assertThat(ObjectDecoder.decode(Kinds.NAMESPACE, tree).metadata().annotations())
                .containsExactly(Map.entry("team", "a"));
    }

    @Nested
    class Extensions {

        private Map<String, String> args(String args) {
            return decode(
                            SpringFilter.class,
                            "sluice.dev/v1alpha1",
                            "'spec':{'factory':'It','args':{%s}}".formatted(args))
                    .args();
        }

        @Test
        void flatArgumentsStayAsTheyAre() {
            assertThat(args("'name':'X','statuses[0]':'502','a.b':'c'"))
                    .containsExactly(Map.entry("name", "X"), Map.entry("statuses[0]", "502"), Map.entry("a.b", "c"));
        }

        @Test
        void nestedArgumentsAreNamedByTheirPath() {
            assertThat(args("'retry':{'statuses':[502,503],'backoff':{'factor':2,'on':true}},'[a/b]':{'[c.d]':'e'}"))
                    .containsExactly(
                            Map.entry("retry.statuses[0]", "502"),
                            Map.entry("retry.statuses[1]", "503"),
                            Map.entry("retry.backoff.factor", "2"),
                            Map.entry("retry.backoff.on", "true"),
                            Map.entry("[a/b][c.d]", "e"));
        }

        @Test
        void nothingIsNoArgumentAndAnEmptyListIsEmpty() {
            assertThat(args("'none':null,'list':[],'map':{}")).isEqualTo(Map.of("list", "", "map", ""));
        }
    }

    @Nested
    class Routes {

        @Test
        void anEmptyRouteHasOneRuleThatMatchesEveryPath() {
            HttpRoute route = decode(HttpRoute.class, "gateway.networking.k8s.io/v1", "'spec':{}");

            assertThat(route.spec().rules())
                    .containsExactly(new HttpRoute.Rule(
                            null,
                            List.of(new HttpRoute.Match(
                                    new HttpRoute.PathMatch("PathPrefix", "/"), List.of(), List.of(), null)),
                            List.of(),
                            List.of(),
                            HttpRoute.Timeouts.NONE,
                            null,
                            null,
                            List.of()));
        }

        @Test
        void defaultsAreFilledInAtEveryDepth() {
            HttpRoute route = decode(HttpRoute.class, "gateway.networking.k8s.io/v1beta1", """
                    'spec':{'parentRefs':[{'name':'gw'}],'rules':[{
                      'matches':[{'path':{'value':'/a'},'headers':[{'name':'h','value':'v'}]}],
                      'backendRefs':[{'name':'b','port':80}]},
                      {'filters':[{'type':'RequestRedirect','requestRedirect':{}}]}]}""");

            assertThat(route.spec().parentRefs().getFirst().kind()).isEqualTo("Gateway");
            HttpRoute.Match match = route.spec().rules().getFirst().matches().getFirst();
            assertThat(match.path()).isEqualTo(new HttpRoute.PathMatch("PathPrefix", "/a"));
            assertThat(match.headers()).containsExactly(new HttpRoute.ValueMatch("Exact", "h", "v"));
            assertThat(route.spec().rules().getFirst().backendRefs())
                    .containsExactly(new RouteBackendRef(service("b", 80), 1, List.of()));
            assertThat(route.spec().rules().getLast().filters())
                    .containsExactly(new HttpRouteFilter.RequestRedirect(null, null, null, null, 302));
        }

        @Test
        void aFilterExternalAuthIsRead() {
            HttpRoute route = decode(HttpRoute.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'rules':[{
                      'filters':[{'type':'ExternalAuth','externalAuth':{'protocol':'HTTP','forwardBody':{'maxSize':10},
                        'http':{'path':'/check','allowedHeaders':['Cookie'],'allowedResponseHeaders':['X-User']},
                        'backendRef':{'name':'a','port':1}}}]},{
                      'filters':[{'type':'ExternalAuth','externalAuth':{'protocol':'GRPC',
                        'grpc':{'allowedHeaders':['Cookie']},'backendRef':{'name':'a','port':1}}}]}]}""");

            assertThat(route.spec().rules().getFirst().filters())
                    .containsExactly(new HttpRouteFilter.ExternalAuth(
                            new HttpRouteFilter.AuthProtocol.Http("/check", List.of("Cookie"), List.of("X-User")),
                            service("a", 1),
                            10));
            assertThat(route.spec().rules().getLast().filters())
                    .containsExactly(new HttpRouteFilter.ExternalAuth(
                            new HttpRouteFilter.AuthProtocol.Grpc(List.of("Cookie")), service("a", 1), 0));
        }

        @Test
        void anExternalAuthOfAnUnknownProtocolIsNotServed() {
            var rule = JSON.readTree("""
                    {"filters":[{"type":"ExternalAuth","externalAuth":{"protocol":"SOAP",
                        "backendRef":{"name":"a","port":1}}}]}""");

            assertThat(HttpRouteFilterDecoder.filters(new Fields(rule)))
                    .containsExactly(new HttpRouteFilter.NotServed("ExternalAuth of protocol SOAP"));
        }

        private static BackendObjectReference service(String name, int port) {
            return new BackendObjectReference("", "Service", null, name, port);
        }

        @Test
        void aRouteOfAnotherKindKeepsItsParentsAndHostnames() {
            GrpcRoute route = decode(
                    GrpcRoute.class,
                    "gateway.networking.k8s.io/v1",
                    "'spec':{'parentRefs':[{'name':'gw','port':80}],'hostnames':['a.example.com']}");

            assertThat(route.kind()).isEqualTo(Kinds.GRPC_ROUTE);
            assertThat(route.hostnames()).containsExactly("a.example.com");
            assertThat(route.parentRefs())
                    .singleElement()
                    .satisfies(it -> assertThat(it.port()).isEqualTo(80));
        }
    }

    @Nested
    class Gateways {

        @Test
        void shapesOfV11AndOfV17AreRead() {
            Gateway old = decode(Gateway.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'gatewayClassName':'sluice','listeners':[{'name':'a','port':443,'protocol':'HTTPS','tls':{
                      'certificateRefs':[{'name':'s'}],'frontendValidation':{'caCertificateRefs':[
                        {'group':'','kind':'ConfigMap','name':'ca'}]}}}]}""");
            Gateway young = decode(Gateway.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'gatewayClassName':'sluice','tls':{
                      'frontend':{'default':{'validation':{'caCertificateRefs':[
                        {'group':'','kind':'ConfigMap','name':'ca','namespace':'b'}]}},'perPort':[{'port':8443,'tls':{}}]},
                      'backend':{'clientCertificateRef':{'name':'me'}}},
                      'allowedListeners':{'namespaces':{'from':'All'}},
                      'infrastructure':{'parametersRef':{'group':'g','kind':'K','name':'n'}},
                      'listeners':[{'name':'a','port':80,'protocol':'HTTP'}]}""");

            assertThat(old.spec().listeners().getFirst().tls())
                    .extracting(Gateway.Tls::frontendValidation)
                    .isEqualTo(validation(null));
            assertThat(young.spec().frontend().on(443)).contains(validation("b"));
            assertThat(young.spec().frontend().on(8443)).isEmpty();
            assertThat(young.spec().clientCertificateRef()).isEqualTo(new ObjectReference("", "Secret", "me", null));
            assertThat(old.spec().allowedListeners()).isEqualTo(Gateway.AllowedListeners.NONE);
            assertThat(young.spec().allowedListeners()).isEqualTo(new Gateway.AllowedListeners("All", null));
            assertThat(young.spec().infrastructure().parametersRef())
                    .isEqualTo(new GatewayClass.ParametersRef("g", "K", "n", null));
            assertThat(young.spec().listeners().getFirst().allowedRoutes())
                    .isEqualTo(new Gateway.AllowedRoutes("Same", null, List.of()));
        }
    }

    private static FrontendTls.Validation validation(@Nullable String namespace) {
        return new FrontendTls.Validation(
                List.of(new ObjectReference("", "ConfigMap", "ca", namespace)), "AllowValidOnly");
    }

    @Nested
    class Policies {

        @Test
        void shapesOfV1AndOfV1Alpha2AreOneRecord() {
            BackendTlsPolicy old = decode(BackendTlsPolicy.class, "gateway.networking.k8s.io/v1alpha2", """
                    'spec':{'targetRef':{'group':'','kind':'Service','name':'web','sectionName':'https'},
                      'tls':{'caCertRefs':[{'group':'','kind':'ConfigMap','name':'ca'}],'hostname':'web.example.com'}}""");
            BackendTlsPolicy young = decode(BackendTlsPolicy.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'targetRefs':[{'group':'','kind':'Service','name':'web','sectionName':'https'}],
                      'validation':{'caCertificateRefs':[{'group':'','kind':'ConfigMap','name':'ca'}],
                        'hostname':'web.example.com',
                        'subjectAltNames':[{'type':'URI','uri':'spiffe://example.com/web'},
                          {'type':'Hostname','hostname':'other.example.com'}]},
                      'options':{'example.com/b':'1','example.com/a':'2'}}""");

            assertThat(old.targets()).isEqualTo(young.targets());
            assertThat(old.validation().caCertificateRefs())
                    .isEqualTo(young.validation().caCertificateRefs());
            assertThat(old.version()).isEqualTo("v1alpha2");
            assertThat(young.validation().subjectAltNames())
                    .containsExactly(
                            new BackendTlsPolicy.SubjectAltName("URI", "spiffe://example.com/web"),
                            new BackendTlsPolicy.SubjectAltName("Hostname", "other.example.com"));
            assertThat(young.unsupported())
                    .containsExactly("spec.options[\"example.com/a\"]", "spec.options[\"example.com/b\"]");
        }
    }

    @Nested
    class RetryConstraints {

        private static final Duration SECOND = Duration.ofSeconds(1);

        private static @Nullable RetryConstraint retries(String constraint) {
            return decode(
                            BackendTrafficPolicy.class,
                            "XBackendTrafficPolicy",
                            "gateway.networking.x-k8s.io/v1alpha1",
                            """
                    'spec':{'targetRefs':[{'group':'','kind':'Service','name':'web'}]%s}""".formatted(constraint))
                    .retries();
        }

        @Test
        void whatIsGivenIsRead() {
            assertThat(retries(",'retryConstraint':{'budget':{'percent':0,'interval':'1m'},"
                            + "'minRetryRate':{'count':3,'interval':'500ms'}}"))
                    .isEqualTo(new RetryConstraint(0, Duration.ofMinutes(1), 3, Duration.ofMillis(500)));
        }

        @Test
        void whatIsLeftOutHasTheDefaultsOfTheCrd() {
            assertThat(retries(",'retryConstraint':{}"))
                    .isEqualTo(new RetryConstraint(20, Duration.ofSeconds(10), 10, SECOND));
            assertThat(retries(",'retryConstraint':{'budget':{'interval':'5s'},'minRetryRate':{'count':1}}"))
                    .isEqualTo(new RetryConstraint(20, Duration.ofSeconds(5), 1, SECOND));
        }

        @Test
        void policyWithoutOneLimitsNothing() {
            assertThat(retries("")).isNull();
        }
    }

    @Nested
    class TelemetryPolicies {

        private static @Nullable Tracing tracing(String tracing) {
            return decode(
                            TelemetryPolicy.class,
                            "XTelemetryPolicy",
                            "gateway.networking.x-k8s.io/v1alpha1",
                            """
                    'spec':{'targetRefs':[{'group':'gateway.networking.k8s.io','kind':'Gateway','name':'gw'}]%s}""".formatted(tracing))
                    .tracing();
        }

        @Test
        void whatIsLeftOutIsNotThere() {
            assertThat(tracing(",'tracing':{}"))
                    .isEqualTo(new Tracing("ImplementationDefault", null, null, null, null, null, List.of()));
        }

        @Test
        void ofTwoHeadersThatDifferInCaseTheFirstCounts() {
            Tracing read = requireNonNull(
                    tracing(
                            ",'tracing':{'mode':'Enabled','provider':{'backendRef':{'name':'otel','port':4317},"
                                    + "'headers':[{'name':'X-A','value':'a'},{'name':'x-a','value':'b'}]},"
                                    + "'samplingRate':{'numerator':5},'attributes':[{'name':'u','sourceType':'Header','headerName':'X-U'}]}"));

            assertThat(requireNonNull(read.provider()).headers()).isEqualTo(Map.of("X-A", "a"));
            assertThat(read.samplingRate()).isEqualTo(new Fraction(5, 100));
            assertThat(read.attributes()).containsExactly(new Attribute("u", "Header", "X-U"));
        }
    }

    @Nested
    class ListenerSets {

        @Test
        void oldAndNewKindAreOneRecord() {
            ListenerSet young = decode(ListenerSet.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'parentRef':{'name':'gw'},'listeners':[{'name':'a','port':80,'protocol':'HTTP'}]}""");
            ListenerSet old = decode(ListenerSet.class, "XListenerSet", "gateway.networking.x-k8s.io/v1alpha1", """
                    'spec':{'parentRef':{'name':'gw'},'listeners':[{'name':'a','port':80,'protocol':'HTTP'}]}""");

            assertThat(old.spec()).isEqualTo(young.spec());
            assertThat(old.kind()).isEqualTo(Kinds.X_LISTENER_SET);
            assertThat(young.kind()).isEqualTo(Kinds.LISTENER_SET);
            assertThat(young.gateway()).contains(new ObjectName("shop", "gw"));
        }

        @Test
        void portThatIsLeftOutOfTheOldKindIsZero() {
            ListenerSet old = decode(ListenerSet.class, "XListenerSet", "gateway.networking.x-k8s.io/v1alpha1", """
                    'spec':{'parentRef':{'name':'gw'},'listeners':[{'name':'a','protocol':'HTTP'}]}""");

            assertThat(old.spec().listeners().getFirst().port()).isZero();
        }

        @Test
        void parentOfAnotherKindIsNoGateway() {
            ListenerSet set = decode(ListenerSet.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'parentRef':{'group':'','kind':'Service','name':'gw','namespace':'infra'},
                      'listeners':[{'name':'a','port':80,'protocol':'HTTP'}]}""");

            assertThat(set.gateway()).isEmpty();
        }

        /** Unlike a Gateway's, which the API server asks for the protocol of. */
        @Test
        void filtersAreTakenWithAnyProtocol() {
            ListenerSet set = decode(ListenerSet.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'parentRef':{'name':'gw'},'listeners':[{'name':'a','port':80,'protocol':'TCP','filters':{}}]}""");

            assertThat(set.spec().listeners().getFirst().protocol()).isEqualTo("TCP");
        }
    }

    @Nested
    class Addresses {

        @Test
        void anEmptyValueIsAnyAddress() {
            Gateway gateway = decode(Gateway.class, "gateway.networking.k8s.io/v1", """
                    'spec':{'gatewayClassName':'sluice','addresses':[{'type':'example.com/any','value':''},
                      {'value':'192.0.2.1','routability':'Cluster'}],
                      'listeners':[{'name':'a','port':80,'protocol':'HTTP'}]}""");

            assertThat(gateway.spec().addresses())
                    .containsExactly(
                            new Gateway.Address("example.com/any", null, ""),
                            new Gateway.Address("IPAddress", "192.0.2.1", "Cluster"));
        }
    }

    @Nested
    class Core {

        @Test
        void aTargetPortIsThePortWhereNoneIsGiven() {
            Service service = decode(
                    Service.class,
                    "v1",
                    "'spec':{'ports':[{'name':'a','port':80},{'name':'b','port':81,'targetPort':'web'}]}");

            assertThat(service.type()).isEqualTo("ClusterIP");
            assertThat(service.ports()).extracting(Service.Port::targetPort).containsExactly("80", "web");
        }

        @Test
        void aServiceSaysWhoseItIsAndWhereItIsReachable() {
            Service service = decode(Service.class, "v1", """
                    'spec':{'type':'LoadBalancer','clusterIP':'10.0.0.1','clusterIPs':['10.0.0.1','2001:db8::1'],
                      'ports':[{'port':80}]},
                    'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.1'},{'hostname':'lb.example.com'}]}}""");

            assertThat(service.standing())
                    .isEqualTo(new Service.Standing(
                            Set.of(),
                            List.of("10.0.0.1", "2001:db8::1"),
                            List.of(
                                    new Service.Ingress("IPAddress", "192.0.2.1"),
                                    new Service.Ingress("Hostname", "lb.example.com"))));
        }

        @Test
        void aHeadlessServiceHasNoAddress() {
            Service service = decode(
                    Service.class, "v1", "'spec':{'clusterIP':'None','clusterIPs':['None'],'ports':[{'port':80}]}");

            assertThat(service.standing()).isEqualTo(Service.Standing.NONE);
        }

        @Test
        void textsOfAConfigMapAreRead() {
            ConfigMap configMap = decode(ConfigMap.class, "v1", "'data':{'mode':'shared'},'binaryData':{'x':'AAAA'}");

            assertThat(configMap.data()).isEqualTo(Map.of("mode", "shared"));
        }

        @Test
        void nullIsAFieldLeftOut() {
            assertThat(decode(Service.class, "v1", "'spec':{'ports':[{'port':80,'name':null}],'selector':null}")
                            .headless())
                    .isFalse();
        }

        /** Source: EndpointConditions, "A nil value should be interpreted as". */
        @Test
        void endpointsAreReadyAndServeAndStayUnlessTheySayOtherwise() {
            EndpointSlice slice = decode(EndpointSlice.class, "discovery.k8s.io/v1", """
                    'addressType':'IPv4','endpoints':[
                      {'addresses':['10.0.0.1']},
                      {'addresses':['10.0.0.2'],'conditions':{'ready':null,'serving':null,'terminating':null}},
                      {'addresses':['10.0.0.3'],'conditions':{'ready':false}},
                      {'addresses':['10.0.0.4'],'conditions':{'ready':false,'serving':false,'terminating':true}}]""");

            assertThat(slice.endpoints())
                    .containsExactly(
                            new EndpointSlice.Endpoint(List.of("10.0.0.1"), true, true, false, null, null),
                            new EndpointSlice.Endpoint(List.of("10.0.0.2"), true, true, false, null, null),
                            new EndpointSlice.Endpoint(List.of("10.0.0.3"), false, true, false, null, null),
                            new EndpointSlice.Endpoint(List.of("10.0.0.4"), false, false, true, null, null));
        }

        @Test
        void endpointHasTheNameOfItsNodeWhichIsKeptOnce() {
            EndpointSlice slice = decode(
                    EndpointSlice.class,
                    "discovery.k8s.io/v1",
                    "'addressType':'IPv4','endpoints':[{'addresses':['10.0.0.1'],'nodeName':'a-node'},"
                            + "{'addresses':['10.0.0.2'],'nodeName':'a-node'}]");

            assertThat(slice.endpoints())
                    .extracting(EndpointSlice.Endpoint::nodeName)
                    .allSatisfy(name -> assertThat(name).isSameAs("a-node"));
        }

        /** Source: EndpointSlice endpoints[].targetRef, a reference to any Kubernetes object. */
        @Test
        void endpointHasTheUidOfItsPodAndOfNothingElse() {
            EndpointSlice slice = decode(EndpointSlice.class, "discovery.k8s.io/v1", """
                    'addressType':'IPv4','endpoints':[
                      {'addresses':['10.0.0.1'],'targetRef':{'kind':'Pod','name':'a','uid':'8a0c'}},
                      {'addresses':['10.0.0.2'],'targetRef':{'kind':'Pod','name':'b'}},
                      {'addresses':['10.0.0.3'],'targetRef':{'kind':'Pod','name':'c','uid':''}},
                      {'addresses':['10.0.0.4'],'targetRef':{'kind':'Node','name':'d','uid':'77f1'}}]""");

            assertThat(slice.endpoints())
                    .extracting(EndpointSlice.Endpoint::podUid)
                    .containsExactly("8a0c", null, null, null);
        }

        @Test
        void stringDataWinsOverData() {
            Secret secret = decode(Secret.class, "v1", "'data':{'a':'b2xk','b':'Yg=='},'stringData':{'a':'new'}");

            assertThat(secret.data().get("a")).asString(UTF_8).isEqualTo("new");
            assertThat(secret.data().get("b")).asString(UTF_8).isEqualTo("b");
        }
    }

    @Test
    void aTlsPolicyKeepsItsTargets() {
        BackendTlsPolicy policy = decode(
                BackendTlsPolicy.class,
                "gateway.networking.k8s.io/v1alpha3",
                "'spec':{'targetRefs':[{'group':'','kind':'Service','name':'a'}],'validation':{'hostname':'a','wellKnownCACertificates':'System'}}");

        assertThat(policy.targets()).containsExactly(new TargetRef("", "Service", "a", null));
        assertThat(policy.name()).isEqualTo(new ObjectName("shop", "it"));
        assertThat(policy.metadata().created()).isEqualTo(Instant.EPOCH);
        assertThat(policy.metadata().generation()).isEqualTo(1);
    }
}
