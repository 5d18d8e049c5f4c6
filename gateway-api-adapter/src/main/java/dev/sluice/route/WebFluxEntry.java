package dev.sluice.route;

import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_HANDLER_MAPPER_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR;
import static org.springframework.cloud.gateway.support.ServerWebExchangeUtils.URI_TEMPLATE_VARIABLES_ATTRIBUTE;

import dev.sluice.answer.Answer;
import dev.sluice.entry.ClientExchange;
import dev.sluice.entry.RoutedRequest;
import dev.sluice.message.ResponseBody;
import dev.sluice.program.ProgramResponse;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    /** Runs the filters of a rule and has their response written. */
    Mono<Void> handle(WebFluxRule rule, RoutedRequest routed) {
        var response = new SpringResponse(routed.exchange());
        var request = new SpringRequest(routed);
        var dispatch = new Dispatch(rule, routed, request, response);
        return run(dispatch, exchange(dispatch, request, response));
    }

    private ServerWebExchange exchange(Dispatch dispatch, ServerHttpRequest request, ServerHttpResponse response) {
        var exchange = new DefaultServerWebExchange(request, response, sessions, codecs, locales, context);
        dispatch.attachTo(exchange);
        WebFluxRule rule = dispatch.webFluxRule();
        if (rule.runsSpringFilters()) {
            Map<String, Object> attributes = exchange.getAttributes();
            attributes.put(GATEWAY_HANDLER_MAPPER_ATTR, "DataPlaneHandler");
            attributes.put(GATEWAY_ROUTE_ATTR, rule.route());
            attributes.put(GATEWAY_REQUEST_URL_ATTR, requestUrl(rule, request.getURI()));
            attributes.put(URI_TEMPLATE_VARIABLES_ATTRIBUTE, LiteralTemplates.INSTANCE);
        }
        return exchange;
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

    private static Mono<Void> run(Dispatch dispatch, ServerWebExchange exchange) {
        return dispatch.webFluxRule()
                .chain()
                .filter(exchange)
                .then(Mono.defer(exchange.getResponse()::setComplete))
                .onErrorResume(failure -> fail(dispatch, failure))
                .doFinally(_ -> dispatch.giveUp());
    }

    /** A filter that fails is answered for here. What fails after the response has begun, that has told the client. */
    private static Mono<Void> fail(Dispatch dispatch, Throwable failure) {
        ClientExchange exchange = dispatch.exchange();
        if (exchange.hasResponded()) {
            LOG.debug("{}: failed after the response", dispatch.rule().id(), failure);
            return Mono.empty();
        }
        if (dispatch.responseBroke()) {
            return exchange.respond(ProgramResponse.of(Answer.UPSTREAM_BROKEN, exchange.answers()));
        }
        if (failure instanceof ResponseStatusException chosen) {
            return exchange.respond(chosen(chosen));
        }
        LOG.error(
                "{}: a filter failed; the request is answered 500",
                dispatch.rule().id(),
                failure);
        return exchange.respond(ProgramResponse.of(Answer.FILTER_FAILED, exchange.answers()));
    }

    private static ProgramResponse chosen(ResponseStatusException failure) {
        return new ProgramResponse(
                HttpResponseStatus.valueOf(failure.getStatusCode().value()),
                new DefaultHttpHeaders().setInt(HttpHeaderNames.CONTENT_LENGTH, 0),
                ResponseBody.of(Unpooled.EMPTY_BUFFER),
                null,
                Answer.FILTER_FAILED.reason(),
                null);
    }
}
