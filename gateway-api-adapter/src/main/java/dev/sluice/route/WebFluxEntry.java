package dev.sluice.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_HANDLER_MAPPER_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

import dev.sluice.answer.Answer;
import dev.sluice.edge.RequestTarget;
import dev.sluice.observe.RequestRecord;
import dev.sluice.table.Lookup.Candidate;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
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
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * The way in by Spring WebFlux: gives a request an exchange and sends it through the filters of its rule. Nothing of
 * the application's own handling is in between: no DispatcherHandler, hence no controller and no actuator, no WebFilter
 * and no exception handler.
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

    /** Runs a rule. The record says bad request until Spring has taken the target as a URI, which it may refuse. */
    Mono<Void> handle(
            Candidate<CompiledRule> candidate,
            RequestTarget target,
            HttpServerRequest request,
            HttpServerResponse response,
            RequestRecord record) {
        record.answeredBy(null, Answer.BAD_TARGET.reason());
        return new ReactorHttpHandlerAdapter((springRequest, springResponse) -> {
                    record.answeredBy(null, null);
                    var dispatch = new Dispatch(candidate, target, request, springRequest, record);
                    return run(dispatch, exchange(dispatch, springRequest, springResponse));
                })
                .apply(request, response);
    }

    private ServerWebExchange exchange(Dispatch dispatch, ServerHttpRequest request, ServerHttpResponse response) {
        var exchange = new DefaultServerWebExchange(request, response, sessions, codecs, locales, context);
        dispatch.attachTo(exchange);
        if (dispatch.rule().runsSpringFilters()) {
            Map<String, Object> attributes = exchange.getAttributes();
            attributes.put(GATEWAY_HANDLER_MAPPER_ATTR, "DataPlaneHandler");
            attributes.put(GATEWAY_ROUTE_ATTR, dispatch.rule().scgRoute());
            attributes.put(GATEWAY_REQUEST_URL_ATTR, requestUrl(dispatch.rule(), request.getURI()));
            attributes.put(URI_TEMPLATE_VARIABLES_ATTRIBUTE, LiteralTemplates.INSTANCE);
        }
        return exchange;
    }

    private static URI requestUrl(CompiledRule rule, URI request) {
        URI backend = rule.scgRoute().getUri();
        return backend.isOpaque()
                ? backend
                : UriComponentsBuilder.fromUri(request)
                        .scheme(backend.getScheme())
                        .host(backend.getHost())
                        .port(backend.getPort())
                        .build(true)
                        .toUri();
    }

    private static Mono<Void> run(Dispatch dispatch, ServerWebExchange exchange) {
        return dispatch.rule()
                .chain()
                .filter(exchange)
                .onErrorResume(failure -> fail(dispatch, exchange, failure))
                .then(Mono.defer(exchange.getResponse()::setComplete))
                .doFinally(_ -> dispatch.giveUp());
    }

    /** A filter that fails is answered for here; a body that breaks off must look broken to the client. */
    private static Mono<Void> fail(Dispatch dispatch, ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            boolean clientGone = AbortedException.isConnectionReset(failure);
            dispatch.record().brokeOff(clientGone ? Answer.CLIENT_GONE : Answer.FILTER_FAILED.reason());
            return Mono.error(failure);
        }
        dispatch.giveUp();
        response.getHeaders().clear();
        if (dispatch.responseBroke()) {
            dispatch.record().answeredBy(null, Answer.UPSTREAM_BROKEN.reason());
            return WriteResponseFilter.answer(exchange, Answer.UPSTREAM_BROKEN);
        }
        dispatch.record().answeredBy(null, Answer.FILTER_FAILED.reason());
        if (failure instanceof ResponseStatusException chosen) {
            response.setStatusCode(chosen.getStatusCode());
            return response.setComplete();
        }
        LOG.error(
                "{}: a filter failed; the request is answered 500",
                dispatch.rule().id(),
                failure);
        return WriteResponseFilter.answer(exchange, Answer.FILTER_FAILED);
    }
}
