package dev.sluice.graph.session;

import com.google.re2j.Pattern;
import dev.sluice.condition.SessionFault;
import dev.sluice.config.route.StickySession;
import dev.sluice.config.route.StickySession.Carrier;
import dev.sluice.config.route.StickySession.Scope;
import dev.sluice.resource.SessionPersistence;
import dev.sluice.resource.SessionPersistence.Form;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a sessionPersistence. What a session binds is said by the version that the fields are of. Source: GEP-1619,
 * Traffic Splitting, which v1.7 turned round.
 */
public final class SessionReader {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");
    private static final Pattern PATH = Pattern.compile("/[\\x20-\\x3a\\x3c-\\x7e]*");

    /** Browsers take a cookie of such a name only with the path of all. Source: RFC 6265bis, section 4.1.3.2. */
    private static final String OF_ONE_HOST = "__host-";

    /**
     * A token in one of these would change how the message is read, or take from it who sent it: where tokens are not
     * forwarded, so is nothing else of that name. Source: RFC 9110, RFC 9112, RFC 6265, RFC 7239, RFC 9440.
     */
    private static final Set<String> RESERVED = Set.of(
            "authorization",
            "client-cert",
            "client-cert-chain",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "cookie",
            "date",
            "expect",
            "forwarded",
            "host",
            "keep-alive",
            "location",
            "max-forwards",
            "proxy-authorization",
            "proxy-connection",
            "set-cookie",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via");

    private SessionReader() {}

    /** That of a rule or of a policy. A timeout of zero is none, as those of HTTPRoutes are. */
    public static SessionVerdict read(SessionPersistence session) {
        if (session.form() == Form.MIXED) {
            return new SessionVerdict.Unusable(SessionFault.mixed());
        }
        return switch (session.type()) {
            case "Cookie" -> cookie(session);
            case "Header" -> header(session);
            default -> new SessionVerdict.Unusable(SessionFault.typeNotServed(session.type()));
        };
    }

    private static SessionVerdict cookie(SessionPersistence session) {
        var name = session.name();
        var path = session.path() == null ? "/" : session.path();
        if (name != null && !TOKEN.matches(name)) {
            return new SessionVerdict.Unusable(SessionFault.invalidName(field(session, "cookie.name"), name));
        }
        if (!PATH.matches(path)) {
            return new SessionVerdict.Unusable(SessionFault.invalidPath(path));
        }
        if (name != null && name.toLowerCase(Locale.ROOT).startsWith(OF_ONE_HOST) && !path.equals("/")) {
            return new SessionVerdict.Unusable(SessionFault.pathOfOneHost(name, path));
        }
        return session.permanent() && limit(session.absoluteTimeout()) == null
                ? new SessionVerdict.Unusable(SessionFault.endless())
                : usable(session, new Carrier.Cookie(name, path, session.permanent()));
    }

    private static SessionVerdict header(SessionPersistence session) {
        var name = session.name();
        if (name != null && !TOKEN.matches(name)) {
            return new SessionVerdict.Unusable(SessionFault.invalidName(field(session, "header.name"), name));
        }
        return name != null && isReserved(name.toLowerCase(Locale.ROOT))
                ? new SessionVerdict.Unusable(SessionFault.reservedHeader(name))
                : usable(session, new Carrier.Header(name));
    }

    /** gRPC keeps names that begin so for itself, and clients decode the value of those that end so. */
    private static boolean isReserved(String name) {
        return RESERVED.contains(name)
                || name.startsWith("x-forwarded-")
                || name.startsWith("grpc-")
                || name.endsWith("-bin");
    }

    private static SessionVerdict usable(SessionPersistence session, Carrier carrier) {
        boolean ofBackend = session.form() == Form.V1_7;
        return new SessionVerdict.Usable(new StickySession(
                carrier,
                limit(session.absoluteTimeout()),
                limit(session.idleTimeout()),
                ofBackend ? Scope.BACKEND : Scope.RULE,
                ofBackend));
    }

    private static String field(SessionPersistence session, String since) {
        return session.form() == Form.V1_1 ? "sessionName" : since;
    }

    private static @Nullable Duration limit(@Nullable Duration timeout) {
        return timeout == null || timeout.isZero() ? null : timeout;
    }
}
