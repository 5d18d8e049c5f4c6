package dev.sluice.table;

import com.google.re2j.Pattern;
import dev.sluice.message.GrpcContent;
import org.jspecify.annotations.Nullable;

/** One thing that a request must meet and that its place in the index does not tell already. */
sealed interface Condition {

    boolean holds(RequestHead head, QueryParams query);

    /** Why it does not hold, for a person: what was expected and what the request has. */
    String mismatch(RequestHead head, QueryParams query);

    /** The method is this one; methods are case-sensitive. */
    record OfMethod(String method) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            return method.equals(head.method());
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("method", method, head.method());
        }
    }

    /**
     * The method is this one, or the request is a CORS preflight for it: a rule that answers preflights itself must get
     * them. Source: GEP-1767, "the final authority on a CORS preflight request"; Fetch standard, "CORS-preflight
     * fetch".
     */
    record OfMethodOrItsPreflight(String method) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            return method.equals(head.method()) || isPreflight(head);
        }

        private boolean isPreflight(RequestHead head) {
            return head.method().equals("OPTIONS")
                    && method.equals(head.header("access-control-request-method"))
                    && head.header("origin") != null;
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("method", method + " or a preflight for it", head.method());
        }
    }

    /** A header is there and its value is accepted. */
    record OfHeader(String name, ValueCondition value) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            String actual = head.header(name);
            return actual != null && value.accepts(actual);
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("header " + name, value.toString(), head.header(name));
        }
    }

    /** A query parameter is there and its first value is accepted. */
    record OfQueryParam(String name, ValueCondition value) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            String actual = query.first(name);
            return actual != null && value.accepts(actual);
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("query parameter " + name, value.toString(), query.first(name));
        }
    }

    /** The whole path matches an expression. */
    record OfPath(Pattern pattern) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            return pattern.matches(head.path());
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("path", "match of " + pattern.pattern(), head.path());
        }
    }

    /** The request is a gRPC call. Source: gRPC over HTTP/2, "Content-Type". */
    record OfGrpc() implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            return GrpcContent.is(head.header("content-type"));
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            return Condition.mismatch("header content-type", "application/grpc", head.header("content-type"));
        }
    }

    /**
     * The path is {@code /service/method} with parts that are accepted.
     *
     * @param service null: every one
     * @param method null: every one
     */
    record OfRpc(@Nullable ValueCondition service, @Nullable ValueCondition method) implements Condition {

        @Override
        public boolean holds(RequestHead head, QueryParams query) {
            String path = head.path();
            int slash = path.indexOf('/', 1);
            return slash > 1
                    && slash == path.lastIndexOf('/')
                    && (service == null || service.accepts(path.substring(1, slash)))
                    && (method == null || method.accepts(path.substring(slash + 1)));
        }

        @Override
        public String mismatch(RequestHead head, QueryParams query) {
            String expected = (service == null ? "any service" : "service " + service)
                    + (method == null ? "" : ", method " + method);
            return Condition.mismatch("path", expected, head.path());
        }
    }

    private static String mismatch(String subject, String expected, @Nullable String actual) {
        return subject + ": " + (actual == null ? "absent" : actual) + " (expected: " + expected + ")";
    }
}
