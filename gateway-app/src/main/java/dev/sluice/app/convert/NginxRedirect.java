package dev.sluice.app.convert;

import static dev.sluice.app.convert.Conversion.map;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** Annotations {@code permanent-redirect} and {@code temporal-redirect} of ingress-nginx. */
final class NginxRedirect {

    private static final int MOVED_PERMANENTLY = 301;
    private static final int FOUND = 302;

    private NginxRedirect() {}

    /** Empty where there is none, or one that is no URL; that was noted. */
    static Optional<Map<String, Object>> of(IngressSource ingress, Map<String, String> annotations) {
        String permanent = annotations.get("permanent-redirect");
        String target = permanent == null ? annotations.get("temporal-redirect") : permanent;
        if (target == null) {
            return Optional.empty();
        }
        Optional<Map<String, Object>> filter = to(target, permanent == null ? FOUND : MOVED_PERMANENTLY);
        if (filter.isEmpty()) {
            ingress.lost(
                    "metadata.annotations",
                    "a redirect to \"%s\" (expected: an absolute URL without query)".formatted(target),
                    "write a RequestRedirect; requests are answered 500");
        }
        return filter;
    }

    /** A RequestRedirect to a URL; empty where a filter cannot say it. */
    static Optional<Map<String, Object>> to(String url, int status) {
        try {
            URI uri = URI.create(url);
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawQuery() != null) {
                return Optional.empty();
            }
            Map<String, Object> redirect = map("scheme", uri.getScheme(), "hostname", uri.getHost());
            if (uri.getPort() >= 0) {
                redirect.put("port", uri.getPort());
            }
            String path = uri.getRawPath();
            redirect.put("path", map("type", "ReplaceFullPath", "replaceFullPath", path.isEmpty() ? "/" : path));
            redirect.put("statusCode", status);
            return Optional.of(map("type", "RequestRedirect", "requestRedirect", redirect));
        } catch (IllegalArgumentException noUrl) {
            return Optional.empty();
        }
    }
}
