package dev.sluice.program;

import dev.sluice.authorize.Permit;
import dev.sluice.config.filter.Rewrite;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Objects;

/** A filter on the way to the backend, ready to run. */
@FunctionalInterface
interface RequestStep {

    /**
     * Changes the request's headers in place.
     *
     * @param path as the step before left it
     * @return the path that the backend shall see
     */
    String apply(ProgramRequest request, String path);

    /** Changes the fields that follow the body, in place. */
    default void applyToTrailers(ProgramRequest request, HttpHeaders trailers) {}

    static RequestStep headers(HeaderOperations operations) {
        return new RequestStep() {
            @Override
            public String apply(ProgramRequest request, String path) {
                operations.apply(request.headers());
                return path;
            }

            @Override
            public void applyToTrailers(ProgramRequest request, HttpHeaders trailers) {
                operations.applyToTrailers(trailers);
            }
        };
    }

    /** What the rule's authorizer wants done. Never without its answer. Source: HTTPExternalAuthFilter. */
    static RequestStep granted() {
        return new RequestStep() {
            @Override
            public String apply(ProgramRequest request, String path) {
                permit(request).applyToRequest(request.headers());
                return path;
            }

            @Override
            public void applyToTrailers(ProgramRequest request, HttpHeaders trailers) {
                permit(request).applyToTrailers(trailers);
            }

            private Permit permit(ProgramRequest request) {
                return Objects.requireNonNull(request.granted(), "not authorized")
                        .permit();
            }
        };
    }

    /** Source: HTTPURLRewriteFilter. */
    static RequestStep rewrite(Rewrite rewrite) {
        PathChange change = PathChange.compile(rewrite.path());
        String hostname = rewrite.hostname();
        return (request, path) -> {
            if (hostname != null) {
                request.headers().set(HttpHeaderNames.HOST, hostname);
            }
            return change.apply(path, request.match());
        };
    }
}
