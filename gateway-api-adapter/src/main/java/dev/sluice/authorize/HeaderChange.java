package dev.sluice.authorize;

import dev.sluice.message.HopByHop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One thing that an authorizer does to the headers of a request or response. Source: HeaderValueOption of Envoy.
 *
 * @param name lower case
 * @param values may be empty, which with {@link Action#REPLACE} removes the header
 */
record HeaderChange(Action action, String name, List<String> values) {

    HeaderChange {
        values = List.copyOf(values);
    }

    /** How values that are there meet new ones. */
    enum Action {
        /** The new ones take their place. */
        REPLACE,
        /** Both stay. */
        APPEND,
        /** Those that are there stay, and no other is added. */
        ADD_IF_ABSENT,
        /** The new ones take their place; where there are none, nothing is added. */
        REPLACE_IF_PRESENT
    }

    /**
     * Whether an authorizer may change it. Who is asked, where a message ends and what means one connection is not its
     * business.
     */
    static boolean isAllowed(CharSequence name) {
        return !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name) && !HopByHop.covers(name);
    }

    void apply(HttpHeaders headers) {
        switch (action) {
            case REPLACE -> headers.set(name, values);
            case APPEND -> headers.add(name, values);
            case ADD_IF_ABSENT -> {
                if (!headers.contains(name)) {
                    headers.add(name, values);
                }
            }
            case REPLACE_IF_PRESENT -> {
                if (headers.contains(name)) {
                    headers.set(name, values);
                }
            }
        }
    }

    /** The same for a request, from which the client's own spellings of a replaced header go too. */
    void applyToRequest(HttpHeaders headers) {
        if (action == Action.REPLACE) {
            lookalikes(headers).forEach(headers::remove);
        }
        apply(headers);
    }

    /** What is replaced is not taken from behind the body. */
    void applyToTrailers(HttpHeaders trailers) {
        if (action == Action.REPLACE) {
            lookalikes(trailers).forEach(trailers::remove);
            trailers.remove(name);
        }
    }

    /** Names that some backends take for this one: with underscores for dashes. */
    private List<CharSequence> lookalikes(HttpHeaders headers) {
        List<CharSequence> found = new ArrayList<>(0);
        if (name.indexOf('-') >= 0) {
            var all = headers.iteratorCharSequence();
            while (all.hasNext()) {
                Map.Entry<CharSequence, CharSequence> header = all.next();
                if (looksLike(header.getKey())) {
                    found.add(header.getKey());
                }
            }
        }
        return found;
    }

    private boolean looksLike(CharSequence other) {
        boolean underscore = false;
        for (int i = 0; i < other.length(); i++) {
            char c = other.charAt(i);
            underscore |= c == '_';
            char folded = c == '_' ? '-' : Character.toLowerCase(c);
            if (other.length() != name.length() || folded != (name.charAt(i) == '_' ? '-' : name.charAt(i))) {
                return false;
            }
        }
        return underscore;
    }
}
