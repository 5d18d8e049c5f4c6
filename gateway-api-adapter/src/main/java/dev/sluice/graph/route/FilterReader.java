package dev.sluice.graph.route;

import com.google.re2j.Pattern;
import dev.sluice.condition.BackendFault;
import dev.sluice.condition.RuleFault;
import dev.sluice.config.backend.BackendId;
import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import dev.sluice.graph.backend.BackendResolver;
import dev.sluice.graph.backend.BackendVerdict;
import dev.sluice.graph.extension.SpringFilters;
import dev.sluice.graph.grant.Grants;
import dev.sluice.memory.Interner;
import dev.sluice.resource.HttpRouteFilter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the filters of one rule or of one of its backendRefs. None is skipped: the first that cannot be read is the
 * fault of all. A mirror that leads nowhere alone is left out, as the specification has it; the status tells of it.
 */
final class FilterReader {

    /** Routes of one team often change headers alike. */
    private static final Interner SHARED = new Interner(1 << 10);

    /** Not every version of the CRD asks for this form. Source: CORSOrigin. */
    private static final Pattern ORIGIN =
            Pattern.compile("\\*|https?://((\\*\\.)?([a-zA-Z0-9-]+\\.)*[a-zA-Z0-9-]+|\\*)(:[0-9]{1,5})?");

    private final SpringFilters springFilters;
    private final BackendResolver backends;
    private final Grants.Referrer route;
    private final String label;
    private final List<RouteFilter> read = new ArrayList<>();
    private final List<BackendVerdict> named = new ArrayList<>();
    private final List<BackendFault> extensions = new ArrayList<>();
    private @Nullable RuleFault fault;

    /**
     * A reader for one list of filters.
     *
     * @param route whose filters they are
     * @param label how messages name the rule or backendRef
     */
    FilterReader(SpringFilters springFilters, BackendResolver backends, Grants.Referrer route, String label) {
        this.springFilters = springFilters;
        this.backends = backends;
        this.route = route;
        this.label = label;
    }

    /** Reads them in order, up to the first that cannot be read. */
    void read(List<HttpRouteFilter> filters) {
        for (HttpRouteFilter filter : filters) {
            if (fault == null) {
                read(filter);
            }
        }
    }

    /** What was read, in order; of use only where there is no fault. */
    List<RouteFilter> filters() {
        return read;
    }

    /** Where the mirrors and authorizers lead, in order. */
    List<BackendVerdict> named() {
        return named;
    }

    /** The extensionRefs that lead nowhere. */
    List<BackendFault> extensions() {
        return extensions;
    }

    /** Why the filters cannot be applied. */
    Optional<RuleFault> fault() {
        return Optional.ofNullable(fault);
    }

    private void read(HttpRouteFilter filter) {
        switch (filter) {
            case HttpRouteFilter.RequestHeaderModifier it ->
                headers(it.headers())
                        .map(RouteFilter.RequestHeaderModifier::new)
                        .ifPresent(read::add);
            case HttpRouteFilter.ResponseHeaderModifier it ->
                headers(it.headers())
                        .map(RouteFilter.ResponseHeaderModifier::new)
                        .ifPresent(read::add);
            case HttpRouteFilter.RequestRedirect it -> read.add(new RouteFilter.RequestRedirect(redirect(it)));
            case HttpRouteFilter.UrlRewrite it ->
                read.add(new RouteFilter.UrlRewrite(new Rewrite(it.hostname(), path(it.path()))));
            case HttpRouteFilter.RequestMirror it -> mirror(it);
            case HttpRouteFilter.Cors it -> cors(it);
            case HttpRouteFilter.ExternalAuth it -> externalAuth(it);
            case HttpRouteFilter.ExtensionRef it -> extension(it);
            case HttpRouteFilter.NotServed it -> fault = RuleFault.filterNotServed(label, it.name());
        }
    }

    private void mirror(HttpRouteFilter.RequestMirror mirror) {
        var verdict = backends.resolve(route, mirror.backendRef());
        named.add(verdict);
        switch (verdict) {
            case BackendVerdict.Resolved resolved ->
                read.add(new RouteFilter.RequestMirror(
                        new Mirror(resolved.backend().id(), mirror.numerator(), mirror.denominator())));
            case BackendVerdict.Unresolved _ -> {}
        }
    }

    /** One that leads nowhere lets nothing through; the status reports it as it does a backendRef's. */
    private void externalAuth(HttpRouteFilter.ExternalAuth auth) {
        switch (AuthReader.read(label, auth.protocol())) {
            case AuthReader.Outcome.Wrong(var wrong) -> fault = wrong;
            case AuthReader.Outcome.Read(var protocol) ->
                read.add(new RouteFilter.ExternalAuth(
                        new ExternalAuthorizer(protocol, authorizer(auth), auth.maxSize())));
        }
    }

    private @Nullable BackendId authorizer(HttpRouteFilter.ExternalAuth auth) {
        var verdict = switch (auth.protocol()) {
            case HttpRouteFilter.AuthProtocol.Http _ -> backends.resolve(route, auth.backendRef());
            case HttpRouteFilter.AuthProtocol.Grpc _ -> backends.resolveGrpc(route, auth.backendRef());
        };
        named.add(verdict);
        return verdict instanceof BackendVerdict.Resolved resolved
                ? resolved.backend().id()
                : null;
    }

    private void extension(HttpRouteFilter.ExtensionRef ref) {
        switch (springFilters.find(route.namespace(), ref)) {
            case SpringFilters.Outcome.Found(var filter) -> read.add(filter);
            case SpringFilters.Outcome.OtherKind(var kind) -> {
                fault = RuleFault.extensionKind(label, kind);
                extensions.add(BackendFault.extensionKind(fault));
            }
            case SpringFilters.Outcome.NotThere(var name) -> {
                fault = RuleFault.extensionNotFound(label, name.toString());
                extensions.add(BackendFault.extensionNotFound(fault));
            }
            case SpringFilters.Outcome.Unusable(var name, var cause) ->
                fault = RuleFault.extensionUnusable(label, name.toString(), cause);
        }
    }

    private void cors(HttpRouteFilter.Cors cors) {
        var wrong = cors.allowOrigins().stream()
                .filter(origin -> !ORIGIN.matches(origin))
                .findFirst();
        if (wrong.isPresent()) {
            fault = RuleFault.invalidOrigin(label, wrong.get());
            return;
        }
        read.add(new RouteFilter.Cors(new CorsPolicy(
                cors.allowOrigins(),
                cors.allowCredentials(),
                cors.allowMethods(),
                cors.allowHeaders(),
                cors.exposeHeaders(),
                Duration.ofSeconds(cors.maxAge()))));
    }

    private Optional<HeaderModification> headers(HttpRouteFilter.HeaderFilter filter) {
        var wrong = Stream.concat(filter.set().stream(), filter.add().stream())
                .filter(header -> !header.value().chars().allMatch(FilterReader::isOfHeaders))
                .findFirst();
        if (wrong.isPresent()) {
            fault = RuleFault.invalidHeaderValue(label, wrong.get().name());
            return Optional.empty();
        }
        return Optional.of(
                SHARED.of(new HeaderModification(values(filter.set()), values(filter.add()), filter.remove())));
    }

    private static boolean isOfHeaders(int character) {
        return character == '\t' || (character >= ' ' && character <= '~');
    }

    /** Blanks around a value are no part of it, and HTTP/2 forbids them. Source: RFC 9113, section 8.2.1. */
    private static List<HeaderModification.HeaderValue> values(List<HttpRouteFilter.Header> headers) {
        return headers.stream()
                .map(header -> new HeaderModification.HeaderValue(
                        header.name(), header.value().strip()))
                .toList();
    }

    private static Redirect redirect(HttpRouteFilter.RequestRedirect redirect) {
        return new Redirect(
                redirect.scheme(), redirect.hostname(), path(redirect.path()), redirect.port(), redirect.statusCode());
    }

    private static @Nullable PathModification path(HttpRouteFilter.@Nullable PathModifier path) {
        if (path == null) {
            return null;
        }
        var full = path.replaceFullPath();
        var prefix = path.replacePrefixMatch();
        if (full != null) {
            return new PathModification.ReplaceFullPath(full);
        }
        return prefix == null ? null : new PathModification.ReplacePrefixMatch(prefix);
    }
}
