package dev.sluice.program;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.PathModification.ReplacePrefixMatch;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.config.filter.RouteFilter.BuiltIn;
import dev.sluice.config.filter.RouteFilter.Cors;
import dev.sluice.config.filter.RouteFilter.ExternalAuth;
import dev.sluice.config.filter.RouteFilter.RequestHeaderModifier;
import dev.sluice.config.filter.RouteFilter.RequestMirror;
import dev.sluice.config.filter.RouteFilter.RequestRedirect;
import dev.sluice.config.filter.RouteFilter.ResponseHeaderModifier;
import dev.sluice.config.filter.RouteFilter.SpringFilter;
import dev.sluice.config.filter.RouteFilter.UrlRewrite;
import dev.sluice.program.Mirroring.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list of filters, each compiled and put where it acts.
 *
 * @param steps on the way to the backend, in order
 * @param mirrors in order; each sees what the steps before it made
 * @param responseHeaders on the way back, in order
 * @param redirect the first; null for none
 * @param cors the first; null for none
 * @param auth the first; null for none
 * @param before built-in filters, in order; those that come before the authorizer
 * @param after built-in filters, in order; those that come after it
 */
record FilterSet(
        List<RequestStep> steps,
        List<Place> mirrors,
        List<HeaderOperations> responseHeaders,
        @Nullable Redirect redirect,
        @Nullable CrossOrigin cors,
        @Nullable Authorizer auth,
        List<BuiltInCall> before,
        List<BuiltInCall> after) {

    /** {@code SpringFilter} entries are left out: the way in through Spring Cloud Gateway runs them. */
    static FilterSet compile(List<RouteFilter> filters, Function<RequestMirror, Mirroring> mirroring) {
        List<RequestStep> steps = new ArrayList<>();
        List<Place> mirrors = new ArrayList<>();
        List<HeaderOperations> responseHeaders = new ArrayList<>();
        Redirect redirect = null;
        CrossOrigin cors = null;
        Authorizer auth = null;
        List<BuiltInCall> before = new ArrayList<>();
        List<BuiltInCall> after = new ArrayList<>();
        for (RouteFilter filter : filters) {
            switch (filter) {
                case RequestHeaderModifier modifier ->
                    steps.add(RequestStep.headers(HeaderOperations.compile(modifier.headers())));
                case UrlRewrite rewrite -> steps.add(RequestStep.rewrite(rewrite.rewrite()));
                case RequestMirror mirror -> mirrors.add(new Place(steps.size(), mirroring.apply(mirror)));
                case ResponseHeaderModifier modifier ->
                    responseHeaders.add(HeaderOperations.compile(modifier.headers()));
                case RequestRedirect sends -> redirect = redirect == null ? sends.redirect() : redirect;
                case Cors policy -> cors = cors == null ? CrossOrigin.compile(policy.policy()) : cors;
                case ExternalAuth it -> {
                    auth = auth == null ? new Authorizer(steps.size(), it.authorizer()) : auth;
                    steps.add(RequestStep.granted());
                }
                case BuiltIn it -> (auth == null ? before : after).add(it.call());
                case SpringFilter _ -> {}
            }
        }
        return new FilterSet(steps, mirrors, responseHeaders, redirect, cors, auth, before, after);
    }

    /** These filters, then those of a backendRef; on the way back the other way round. */
    FilterSet then(FilterSet inner) {
        return new FilterSet(
                concat(steps, inner.steps),
                concat(
                        mirrors,
                        inner.mirrors.stream()
                                .map(place -> new Place(steps.size() + place.step(), place.mirroring()))
                                .toList()),
                concat(inner.responseHeaders, responseHeaders),
                inner.redirect,
                inner.cors,
                inner.auth,
                inner.before,
                inner.after);
    }

    /** Source: HTTPPathModifier.replacePrefixMatch, "only compatible with a PathPrefix HTTPRouteMatch". */
    static boolean replacesPrefix(List<RouteFilter> filters) {
        return filters.stream().anyMatch(filter -> switch (filter) {
            case RequestRedirect redirect -> redirect.redirect().path() instanceof ReplacePrefixMatch;
            case UrlRewrite rewrite -> rewrite.rewrite().path() instanceof ReplacePrefixMatch;
            case RequestHeaderModifier _,
                    ResponseHeaderModifier _,
                    RequestMirror _,
                    Cors _,
                    ExternalAuth _,
                    BuiltIn _,
                    SpringFilter _ -> false;
        });
    }

    /**
     * Who decides whether requests are forwarded.
     *
     * @param step how many of the request steps come before it, and change what it is shown
     */
    record Authorizer(int step, ExternalAuthorizer settings) {}

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
