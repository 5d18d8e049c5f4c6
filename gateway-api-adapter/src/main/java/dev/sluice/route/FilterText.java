package dev.sluice.route;

import dev.sluice.config.filter.CorsPolicy;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.config.filter.Mirror;
import dev.sluice.config.filter.PathModification;
import dev.sluice.config.filter.Redirect;
import dev.sluice.config.filter.Rewrite;
import dev.sluice.config.filter.RouteFilter;
import java.util.ArrayList;
import java.util.List;

/** Filters as people read them in the actuator. */
final class FilterText {

    private FilterText() {}

    /** Such as {@code RequestHeaderModifier[set X-Shop: 1, remove X-Debug]}. */
    static String of(RouteFilter filter) {
        return switch (filter) {
            case RouteFilter.RequestHeaderModifier it -> "RequestHeaderModifier" + of(it.headers());
            case RouteFilter.ResponseHeaderModifier it -> "ResponseHeaderModifier" + of(it.headers());
            case RouteFilter.RequestRedirect it -> "RequestRedirect" + of(it.redirect());
            case RouteFilter.UrlRewrite it -> "URLRewrite" + of(it.rewrite());
            case RouteFilter.RequestMirror it -> "RequestMirror[" + of(it.mirror()) + "]";
            case RouteFilter.Cors it -> "CORS" + of(it.policy());
            case RouteFilter.ExternalAuth it -> "ExternalAuth" + of(it.authorizer());
            case RouteFilter.BuiltIn it ->
                "ExtensionRef[" + it.call().source() + ": " + it.call().filter() + " "
                        + it.call().args() + "]";
            case RouteFilter.SpringFilter it ->
                "ExtensionRef[" + it.call().source() + ": " + it.call().factory() + " "
                        + it.call().args() + "]";
        };
    }

    private static List<String> of(HeaderModification headers) {
        List<String> parts = new ArrayList<>();
        for (HeaderValue header : headers.set()) {
            parts.add("set " + header.name() + ": " + header.value());
        }
        for (HeaderValue header : headers.add()) {
            parts.add("add " + header.name() + ": " + header.value());
        }
        for (String name : headers.remove()) {
            parts.add("remove " + name);
        }
        return parts;
    }

    private static List<String> of(Redirect redirect) {
        List<String> parts = new ArrayList<>();
        parts.add(Integer.toString(redirect.statusCode()));
        if (redirect.scheme() != null) {
            parts.add("scheme " + redirect.scheme());
        }
        if (redirect.hostname() != null) {
            parts.add("hostname " + redirect.hostname());
        }
        if (redirect.port() != null) {
            parts.add("port " + redirect.port());
        }
        if (redirect.path() != null) {
            parts.add(of(redirect.path()));
        }
        return parts;
    }

    private static List<String> of(Rewrite rewrite) {
        List<String> parts = new ArrayList<>();
        if (rewrite.hostname() != null) {
            parts.add("hostname " + rewrite.hostname());
        }
        if (rewrite.path() != null) {
            parts.add(of(rewrite.path()));
        }
        return parts;
    }

    private static String of(PathModification path) {
        return switch (path) {
            case PathModification.ReplaceFullPath it -> "path becomes " + it.path();
            case PathModification.ReplacePrefixMatch it -> "prefix becomes " + it.prefix();
        };
    }

    private static String of(Mirror mirror) {
        String share = mirror.numerator() == mirror.denominator()
                ? "every request"
                : mirror.numerator() + " of " + mirror.denominator() + " requests";
        return share + " to " + mirror.backend();
    }

    private static List<String> of(ExternalAuthorizer authorizer) {
        List<String> parts = new ArrayList<>();
        String speaks = authorizer.protocol() instanceof ExternalAuthorizer.Grpc ? "GRPC " : "HTTP ";
        parts.add(speaks + (authorizer.backend() == null ? "to nowhere" : authorizer.backend()));
        switch (authorizer.protocol()) {
            case ExternalAuthorizer.Http http -> {
                if (!http.path().isEmpty()) {
                    parts.add("path " + http.path());
                }
                addUnlessEmpty(parts, "headers", http.allowedHeaders());
                addUnlessEmpty(parts, "response headers", http.allowedResponseHeaders());
            }
            case ExternalAuthorizer.Grpc grpc -> addUnlessEmpty(parts, "headers", grpc.allowedHeaders());
        }
        if (authorizer.maxBody() > 0) {
            parts.add("body up to " + authorizer.maxBody() + " bytes");
        }
        return parts;
    }

    private static List<String> of(CorsPolicy policy) {
        List<String> parts = new ArrayList<>();
        parts.add("origins " + String.join(" ", policy.allowOrigins()));
        if (policy.allowCredentials()) {
            parts.add("with credentials");
        }
        addUnlessEmpty(parts, "methods", policy.allowMethods());
        addUnlessEmpty(parts, "headers", policy.allowHeaders());
        addUnlessEmpty(parts, "exposed", policy.exposeHeaders());
        parts.add("kept for " + policy.maxAge().toSeconds() + "s");
        return parts;
    }

    private static void addUnlessEmpty(List<String> parts, String word, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(word + " " + String.join(" ", values));
        }
    }
}
