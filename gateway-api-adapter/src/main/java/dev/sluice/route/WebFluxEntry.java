package dev.sluice.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_HANDLER_MAPPER_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

import dev.sluice.answer.Answer;
import dev.sluice.answer.AnswerContext;
import dev.sluice.api.MatchedRule;
import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.EnteredRequest;
import dev.sluice.entry.ResponseTaker;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.message.ResponseBody;
import dev.sluice.program.ProgramResponse;
import dev.sluice.route.FilteredFields.InvalidField;
import dev.sluice.trace.RequestTrace;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.context.ApplicationContext;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.AcceptHeaderLocaleContextResolver;
import org.springframework.web.server.i18n.LocaleContextResolver;
import org.springframework.web.server.session.WebSessionManager;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * The way in by Spring WebFlux: gives a request an exchange and sends it through the filters of its Listener and its
 * rule. Nothing of the application's own handling is in between: no DispatcherHandler, hence no controller and no
 * actuator, no WebFilter and no exception handler.
 */
public final class WebFluxEntry {

    private static final Logger LOG = LoggerFactory.getLogger(WebFluxEntry.class);

    private final WebSessionManager sessions;
    private final ServerCodecConfigurer codecs;
    private final ApplicationContext context;
    private final LocaleContextResolver locales = new AcceptHeaderLocaleContextResolver();

    /**
     * @param sessions for filters that ask for a session; none is made otherwise
     * @param codecs for filters that read forms
     */
    public WebFluxEntry(WebSessionManager sessions, ServerCodecConfigurer codecs, ApplicationContext context) {
        this.sessions = sessions;
        this.codecs = codecs;
        this.context = context;
    }

    /** Runs the filters of a rule and gives away their response. */
    Mono<Void> handle(WebFluxRule rule, RoutedRequest routed, ResponseTaker taker) {
        var response = new SpringResponse(routed.exchange(), taker);
        var request = new SpringRequest(routed);
        var exchange = exchange(request, response);
        begin(new Dispatch(rule, routed, request, response, false), exchange);
        return run(rule.chain(), exchange, response, rule.route().getId(), rule.faults());
    }

    /** Runs the filters of a Listener, then those of the rule that it finds, and has their response written. */
    Mono<Void> handle(WebFluxPreRouting listener, EnteredRequest entered) {
        ClientExchange client = entered.exchange();
        var response = new SpringResponse(client, client);
        var request = new SpringRequest(client, entered.authority(), entered.target());
        var exchange = exchange(request, response);
        exchange.getAttributes().put(GATEWAY_ROUTE_ATTR, listener.route());
        exchange.getAttributes().put(URI_TEMPLATE_VARIABLES_ATTRIBUTE, LiteralTemplates.INSTANCE);
        var entering = new Entering(this, listener, entered, request, response);
        entering.attachTo(exchange);
        return run(
                listener.chain(entering), exchange, response, listener.route().getId(), listener.faults());
    }

    private ServerWebExchange exchange(ServerHttpRequest request, ServerHttpResponse response) {
        return new DefaultServerWebExchange(request, response, sessions, codecs, locales, context);
    }

    /** Tells filters of an exchange which rule it has. */
    void begin(Dispatch dispatch, ServerWebExchange exchange) {
        dispatch.attachTo(exchange);
        WebFluxRule rule = dispatch.webFluxRule();
        if (rule.runsSpringFilters()) {
            Map<String, Object> attributes = exchange.getAttributes();
            attributes.put(GATEWAY_HANDLER_MAPPER_ATTR, "DataPlaneHandler");
            attributes.put(GATEWAY_ROUTE_ATTR, rule.route());
            attributes.put(MatchedRule.ATTRIBUTE, rule.matched());
            attributes.put(
                    GATEWAY_REQUEST_URL_ATTR,
                    requestUrl(rule, exchange.getRequest().getURI()));
            attributes.put(URI_TEMPLATE_VARIABLES_ATTRIBUTE, LiteralTemplates.INSTANCE);
        }
    }

    private static URI requestUrl(WebFluxRule rule, URI request) {
        URI backend = rule.route().getUri();
        return backend.isOpaque()
                ? backend
                : UriComponentsBuilder.fromUri(request)
                        .scheme(backend.getScheme())
                        .host(backend.getHost())
                        .port(backend.getPort())
                        .build(true)
                        .toUri();
    }

    /**
     * Runs filters to their end. A response of our own, written by the time they are done, is the one and only.
     *
     * @param response of the exchange, before any filter decorated it
     */
    Mono<Void> run(
            GatewayFilterChain chain,
            ServerWebExchange exchange,
            SpringResponse response,
            String id,
            FilterFaults faults) {
        ClientExchange client = response.exchange();
        return chain.filter(exchange)
                .then(Mono.defer(response.held()::writeHeldBack))
                .then(Mono.defer(() -> response.taker().hasResponded()
                        ? Mono.empty()
                        : exchange.getResponse().setComplete()))
                .onErrorResume(failure -> fail(response, Dispatch.find(exchange), id, faults, failure))
                .doFinally(_ -> response.held().giveUp())
                .contextWrite(context -> traced(client, context));
    }

    /** For the observations of filters, such as those of an application's own clients. */
    private static Context traced(ClientExchange client, Context context) {
        RequestTrace trace = client.record().trace();
        return trace == null ? context : trace.writeTo(context);
    }

    /** A filter that fails is answered for here. What fails after the response has begun, that has told the client. */
    private static Mono<Void> fail(
            SpringResponse response, @Nullable Dispatch dispatch, String id, FilterFaults faults, Throwable failure) {
        ResponseTaker taker = response.taker();
        AnswerContext answers = response.exchange().answers();
        if (taker.hasResponded()) {
            LOG.debug("{}: failed after the response", id, failure);
            return Mono.empty();
        }
        if (response.held().broke()) {
            return taker.respond(ProgramResponse.of(Answer.UPSTREAM_BROKEN, answers));
        }
        if (failure instanceof ResponseStatusException chosen) {
            return taker.respond(chosen(chosen));
        }
        if (failure instanceof InvalidField field) {
            faults(dispatch, faults).found(field);
            return taker.respond(ProgramResponse.of(Answer.FILTER_FAILED, answers));
        }
        faults(dispatch, faults).failed(failure);
        return taker.respond(ProgramResponse.of(Answer.FILTER_FAILED, answers));
    }

    /** Of the rule, where there is one. */
    private static FilterFaults faults(@Nullable Dispatch dispatch, FilterFaults entered) {
        return dispatch == null ? entered : dispatch.webFluxRule().faults();
    }

    private static ProgramResponse chosen(ResponseStatusException failure) {
        return new ProgramResponse(
                HttpResponseStatus.valueOf(failure.getStatusCode().value()),
                new DefaultHttpHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, 0),
                ResponseBody.of(Unpooled.EMPTY_BUFFER),
                null,
                Answer.FILTER_FAILED.reason(),
                null,
                null);
    }
}
