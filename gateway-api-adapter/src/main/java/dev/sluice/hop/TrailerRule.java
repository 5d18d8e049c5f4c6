package dev.sluice.hop;

import dev.sluice.message.FieldSyntax;
import dev.sluice.message.HopByHop;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may follow a body, for requests and responses of every protocol. A field that decides how a message is framed,
 * routed, authenticated, cached or read is not taken from behind it, for some servers merge trailers into the headers
 * that others have judged. Source: RFC 9110, section 6.5.1.
 */
public final class TrailerRule {

    /** Besides those of one connection and what {@link Claims} knows; an underscore stands for a dash too. */
    private static final Set<String> NEVER = Set.of(
            // Framing and routing
            "content-length",
            "host",
            "via",
            "max-forwards",
            "x-request-id",
            // Authentication and state; Authentication-Info may be a trailer: RFC 9110, section 11.6.3
            "authorization",
            "www-authenticate",
            "client-cert",
            "client-cert-chain",
            "cookie",
            "set-cookie",
            // Conditions and caches
            "if-match",
            "if-none-match",
            "if-modified-since",
            "if-unmodified-since",
            "if-range",
            "range",
            "cache-control",
            "pragma",
            "age",
            "expires",
            "vary",
            "date",
            // What the content and the answer are
            "content-encoding",
            "content-type",
            "content-range",
            "location",
            "retry-after");

    private TrailerRule() {}

    /**
     * Removes what must not be there.
     *
     * @param trailers changed in place
     */
    public static void apply(HttpHeaders trailers) {
        if (trailers.isEmpty()) {
            return;
        }
        List<CharSequence> refused = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = trailers.iteratorCharSequence();
        while (all.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = all.next();
            if (!passes(field.getKey(), field.getValue())) {
                refused = refused == null ? new ArrayList<>() : refused;
                refused.add(field.getKey());
            }
        }
        remove(trailers, refused);
    }

    private static void remove(HttpHeaders trailers, @Nullable List<CharSequence> names) {
        if (names != null) {
            names.forEach(trailers::remove);
        }
    }

    private static boolean passes(CharSequence name, CharSequence value) {
        if (!FieldSyntax.isName(name) || !FieldSyntax.isValue(value) || Claims.isClaim(name)) {
            return false;
        }
        String plain = name.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        return !NEVER.contains(plain) && !HopByHop.covers(plain);
    }
}
