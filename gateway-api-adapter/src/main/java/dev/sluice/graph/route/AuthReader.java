package dev.sluice.graph.route;

import dev.sluice.condition.RuleFault;
import dev.sluice.config.filter.ExternalAuthorizer;
import dev.sluice.resource.HttpRouteFilter.AuthProtocol;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads how an authorizer is asked. The CRD allows more than what can be sent. Source: HTTPAuthConfig, GRPCAuthConfig.
 */
final class AuthReader {

    private static final List<String> AMBIGUOUS = List.of("//", "/./", "/../");
    private static final String NAME_SYMBOLS = "!#$%&'*+-.^_`|~";

    private AuthReader() {}

    /** Whether it can be done. */
    sealed interface Outcome {

        record Read(ExternalAuthorizer.Protocol protocol) implements Outcome {}

        record Wrong(RuleFault fault) implements Outcome {}
    }

    /** @param label how messages name the rule */
    static Outcome read(String label, AuthProtocol protocol) {
        return switch (protocol) {
            case AuthProtocol.Http http -> read(label, http);
            case AuthProtocol.Grpc(var allowedHeaders) ->
                checked(label, allowedHeaders, new ExternalAuthorizer.Grpc(lower(allowedHeaders)));
        };
    }

    private static Outcome read(String label, AuthProtocol.Http http) {
        String path = sanitised(http.path());
        if (isAmbiguous(path)) {
            return new Outcome.Wrong(RuleFault.authPath(label, http.path()));
        }
        var headers = Stream.concat(http.allowedHeaders().stream(), http.allowedResponseHeaders().stream());
        return checked(
                label,
                headers.toList(),
                new ExternalAuthorizer.Http(path, lower(http.allowedHeaders()), lower(http.allowedResponseHeaders())));
    }

    private static Outcome checked(String label, List<String> headers, ExternalAuthorizer.Protocol read) {
        return headers.stream()
                .filter(name -> !isName(name))
                .findFirst()
                .<Outcome>map(name -> new Outcome.Wrong(RuleFault.authHeader(label, name)))
                .orElseGet(() -> new Outcome.Read(read));
    }

    /** With a slash before it and none behind it, for the path of a request begins with one. */
    private static String sanitised(String path) {
        String rooted = path.isEmpty() || path.startsWith("/") ? path : "/" + path;
        return rooted.endsWith("/") ? rooted.substring(0, rooted.length() - 1) : rooted;
    }

    /** Source: HTTPAuthConfig.path, "implementations MUST sanitize this input". */
    private static boolean isAmbiguous(String path) {
        String decoded = path.toLowerCase(Locale.ROOT).replace("%2e", ".").replace("%2f", "/") + "/";
        return !path.isEmpty() && AMBIGUOUS.stream().anyMatch(decoded::contains);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || NAME_SYMBOLS.indexOf(c) >= 0);
    }

    private static List<String> lower(List<String> names) {
        return names.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }
}
