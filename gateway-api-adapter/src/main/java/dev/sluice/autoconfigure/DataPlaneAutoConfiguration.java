package dev.sluice.autoconfigure;

import dev.sluice.config.listener.BindAddress;
import dev.sluice.edge.RequestGate;
import dev.sluice.endpoint.EndpointGuard;
import dev.sluice.entry.Front;
import dev.sluice.entry.Serving;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.listen.EventLoops;
import dev.sluice.listen.ListenSettings;
import dev.sluice.listen.ListenerServers;
import dev.sluice.mesh.NodeClients;
import dev.sluice.mesh.Steering;
import dev.sluice.mesh.nft.AgentAddress;
import dev.sluice.observe.Recordings;
import dev.sluice.observe.RequestObserver;
import dev.sluice.observe.RequestTracing;
import dev.sluice.program.AttemptObserver;
import dev.sluice.program.ProgramCompiler;
import dev.sluice.program.Sessions;
import dev.sluice.route.ApplicationFilters;
import dev.sluice.route.FilterBeans;
import dev.sluice.route.ForwardGuard;
import dev.sluice.route.ScgListenerCompiler;
import dev.sluice.route.ScgRuleCompiler;
import dev.sluice.route.SpringFilters;
import dev.sluice.route.TeamFilters;
import dev.sluice.route.WebFluxEntry;
import dev.sluice.serve.DataPlane;
import dev.sluice.serve.MeshPlane;
import dev.sluice.source.ResourceSource;
import dev.sluice.stream.StreamRecorder;
import dev.sluice.stream.StreamServing;
import dev.sluice.upstream.AddressGuard;
import dev.sluice.upstream.Upstreams;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.factory.GatewayFilterFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.convert.ConversionService;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.validation.Validator;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.session.DefaultWebSessionManager;
import org.springframework.web.server.session.WebSessionManager;

/** Sockets, rules and connections to backends: everything between a configuration and its requests. */
@AutoConfiguration(after = {SourceAutoConfiguration.class, GatewayAutoConfiguration.class})
@ConditionalOnGateway
@ConditionalOnBean(ResourceSource.class)
@EnableConfigurationProperties({BalanceProperties.class, SluiceProperties.class})
public final class DataPlaneAutoConfiguration {

    @Bean
    SpringFilters sluiceSpringFilters(
            ObjectProvider<GatewayFilterFactory<?>> factories,
            @Qualifier("webFluxConversionService") ObjectProvider<ConversionService> conversions,
            ObjectProvider<Validator> validators,
            ListableBeanFactory beans) {
        List<ConversionService> all = Stream.of(FilterBeans.of(beans), conversions.getIfAvailable())
                .filter(Objects::nonNull)
                .toList();
        return new SpringFilters(factories.orderedStream().toList(), all, validators.getIfUnique());
    }

    @Bean
    WebFluxEntry sluiceWebFluxEntry(
            ObjectProvider<WebSessionManager> sessions, ServerCodecConfigurer codecs, ApplicationContext context) {
        return new WebFluxEntry(sessions.getIfAvailable(DefaultWebSessionManager::new), codecs, context);
    }

    @Bean
    StreamServing sluiceStreamServing() {
        return new StreamServing();
    }

    @Bean
    Recordings sluiceRecordings() {
        return new Recordings();
    }

    /** Closed by the data plane, which knows the order. */
    @Bean(destroyMethod = "")
    ListenerServers sluiceListenerServers(
            SluiceProperties properties,
            Serving serving,
            StreamServing streams,
            ObjectProvider<RequestObserver> observers,
            ObjectProvider<StreamRecorder> recorders,
            Recordings recordings,
            ObjectProvider<RequestTracing> tracing) {
        List<RequestObserver> all = observers.orderedStream().toList();
        ListenSettings settings = properties.listen().settings();
        var gate = new RequestGate(settings.requests());
        var handler = new Front(
                gate,
                serving,
                properties.listen().forwarded(),
                properties.listen().clientCertificateHeader(),
                RequestObserver.all(all),
                recordings,
                tracing.getIfAvailable());
        return new ListenerServers(
                settings,
                new EventLoops(properties.transport()),
                handler,
                streams,
                StreamRecorder.all(recorders.orderedStream().toList()));
    }

    /** Closed by the data plane, which knows the order. */
    @Bean(destroyMethod = "")
    Upstreams sluiceUpstreams(
            SluiceProperties properties,
            BalanceProperties balance,
            ListenerServers servers,
            ObjectProvider<AddressGuard> guard) {
        return new Upstreams(
                properties.upstream().settings(balance.settings()),
                servers.loops(),
                properties.listen().tlsLibrary(),
                guard.getIfAvailable(() -> AddressGuard.NONE));
    }

    @Bean
    ProgramCompiler sluiceProgramCompiler(
            SluiceProperties properties,
            Upstreams upstreams,
            ObjectProvider<AttemptObserver> attempts,
            Sessions sessions,
            FilterCatalogue builtIn) {
        return new ProgramCompiler(
                upstreams,
                properties.programs(),
                properties.listen().forwarded(),
                attempts.getIfAvailable(() -> AttemptObserver.NONE),
                sessions,
                builtIn);
    }

    @Bean
    ScgRuleCompiler sluiceRuleCompiler(
            ProgramCompiler programs,
            SpringFilters springFilters,
            List<GlobalFilter> globalFilters,
            WebFluxEntry entry,
            SluiceProperties properties) {
        return new ScgRuleCompiler(programs, springFilters, new TeamFilters(globalFilters), entry, properties.lane());
    }

    @Bean
    ScgListenerCompiler sluiceListenerCompiler(
            SpringFilters springFilters,
            List<GlobalFilter> globalFilters,
            WebFluxEntry entry,
            ObjectProvider<WebFilter> webFilters,
            FilterCatalogue builtIn,
            SluiceProperties properties) {
        var application = new ApplicationFilters(
                webFilters
                        .orderedStream()
                        .filter(filter -> !(filter instanceof EndpointGuard))
                        .toList(),
                properties.listen().webFilters(),
                properties.lane());
        return new ScgListenerCompiler(
                springFilters, new TeamFilters(globalFilters), entry, properties.lane(), application, builtIn);
    }

    /** Closes what the application serves itself to requests of the data ports. */
    @Bean
    ForwardGuard sluiceForwardGuard(SluiceProperties properties) {
        return new ForwardGuard(properties.spring().forwardPaths());
    }

    @Bean
    DataPlane sluiceDataPlane(
            ListenerServers servers,
            Upstreams upstreams,
            ScgRuleCompiler rules,
            ScgListenerCompiler filters,
            Serving serving,
            StreamServing streams,
            SluiceProperties properties,
            ObjectProvider<Steering> steering,
            ObjectProvider<AgentAddress> address,
            ObjectProvider<NodeClients> clients,
            ObjectProvider<RequestTracing> tracing) {
        Steering ofNode = steering.getIfAvailable();
        AgentAddress agent = address.getIfAvailable();
        NodeClients pods = clients.getIfAvailable();
        MeshPlane mesh = ofNode == null || pods == null || agent == null
                ? null
                : new MeshPlane(
                        servers.meshSocket(addresses(agent), pods::namespaceOf),
                        ofNode,
                        pods,
                        properties.listen().settings().timeouts().drain());
        var plane = new DataPlane(servers, upstreams, rules, filters, serving, streams, mesh, tracing.getIfAvailable());
        if (pods != null) {
            pods.onChange(plane::clientsChanged);
        }
        return plane;
    }

    private static List<BindAddress> addresses(AgentAddress agent) {
        return Stream.of(agent.ip4(), agent.ip6())
                .filter(Objects::nonNull)
                .map(ip -> new BindAddress(ip.getHostAddress(), agent.port()))
                .toList();
    }
}
