package dev.sluice.filter.login;

import dev.sluice.message.CookiePairs;
import dev.sluice.message.CookiePairs.Names;
import dev.sluice.session.Fingerprint;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.CookieHeaderNames.SameSite;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which cookies a browser keeps logins and sessions. A session that is too long for one cookie is in several, of
 * which the first says how many there are. Over TLS only names are read and written that no other host can set. Any
 * thread may use it. Source: RFC 6265bis, sections 4.1.3 and 5.6.
 */
final class LoginCookies {

    /** How long a login may take. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Browsers keep 4096 octets of name, value and the rest. */
    private static final int CHUNK = 3600;

    private static final int MOST_CHUNKS = 9;

    /** So many tabs may log in at once before the oldest is forgotten. All together must fit into a request. */
    private static final int MOST_PENDING = 12;

    private static final int LONGEST_PENDING = 4000;

    private static final String PENDING = ".login.";

    private final LoginCookie cookie;
    private final int longest;

    /** @param longest octets that the cookies of a session may have together; a request with more would be refused */
    LoginCookies(LoginCookie cookie, int longest) {
        this.cookie = cookie;
        this.longest = longest;
    }

    private String name(boolean secure) {
        return secure ? (cookie.domain() == null ? "__Host-" : "__Secure-") + cookie.name() : cookie.name();
    }

    /** All that backends do not get. */
    Names ours() {
        Names all = (_, _, _) -> false;
        for (String prefix : List.of("", "__Host-", "__Secure-")) {
            String name = prefix + cookie.name();
            all = all.or(Names.only(name)).or(Names.from(name + "."));
        }
        return all;
    }

    /** The text of a session as a request shows it; null where it shows none that is whole. */
    @Nullable
    String session(HttpHeaders request, boolean secure) {
        String name = name(secure);
        List<String> first = CookiePairs.values(request, Names.only(name), 1);
        String head = first.isEmpty() ? "" : first.getFirst();
        int count = head.length() < 2 || head.charAt(1) != '.' ? 0 : head.charAt(0) - '0';
        if (count < 1 || count > MOST_CHUNKS) {
            return null;
        }
        StringBuilder text = new StringBuilder(head.substring(2));
        for (int i = 1; i < count; i++) {
            List<String> next = CookiePairs.values(request, Names.only(name + "." + i), 1);
            if (next.isEmpty()) {
                return null;
            }
            text.append(next.getFirst());
        }
        return text.toString();
    }

    /**
     * Set-Cookie headers for a session; what a longer one has left is taken away.
     *
     * @return empty where it is too long to be kept
     */
    List<String> ofSession(Visit visit, String text, long seconds) {
        boolean secure = visit.isSecure();
        String name = name(secure);
        int count = (text.length() + CHUNK - 1) / CHUNK;
        if (count > MOST_CHUNKS || text.length() + count * (name.length() + 6) > longest) {
            return List.of();
        }
        List<String> fields = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String chunk = text.substring(i * CHUNK, Math.min(text.length(), (i + 1) * CHUNK));
            names.add(i == 0 ? name : name + "." + i);
            fields.add(field(names.getLast(), i == 0 ? count + "." + chunk : chunk, secure, cookie.domain(), seconds));
        }
        chunks(visit).stream()
                .filter(shown -> !names.contains(shown))
                .forEach(shown -> fields.add(field(shown, "", secure, cookie.domain(), 0)));
        return fields;
    }

    /** Set-Cookie headers that take the session away; empty where there is none. */
    List<String> withoutSession(Visit visit) {
        return chunks(visit).stream()
                .map(shown -> field(shown, "", visit.isSecure(), cookie.domain(), 0))
                .toList();
    }

    private List<String> chunks(Visit visit) {
        String name = name(visit.isSecure());
        return CookiePairs.names(visit.request().headers(), Names.only(name).or(Names.from(name + "."))).stream()
                .filter(shown -> !shown.startsWith(name + PENDING))
                .distinct()
                .toList();
    }

    /** The text of a login as a request shows it; null where it shows none for this state. */
    @Nullable
    String pending(Visit visit, String state) {
        List<String> shown =
                CookiePairs.values(visit.request().headers(), Names.only(pendingName(state, visit.isSecure())), 1);
        return shown.isEmpty() ? null : shown.getFirst();
    }

    /** Set-Cookie headers for one more login; the oldest are taken away where there are too many. */
    List<String> ofPending(Visit visit, String state, String text) {
        boolean secure = visit.isSecure();
        List<String> fields = new ArrayList<>();
        fields.add(field(pendingName(state, secure), text, secure, null, PATIENCE.toSeconds()));
        surplus(visit.request().headers(), Names.from(name(secure) + PENDING), text.length())
                .forEach(old -> fields.add(field(old, "", secure, null, 0)));
        return fields;
    }

    /** Those with which a new one would be too many. Browsers show the oldest first: RFC 6265, section 5.4. */
    private static List<String> surplus(HttpHeaders request, Names pending, int length) {
        List<String> names = CookiePairs.names(request, pending);
        List<String> values = CookiePairs.values(request, pending, names.size());
        int left = LONGEST_PENDING - length;
        int kept = 0;
        for (int i = names.size() - 1;
                i >= 0 && kept < MOST_PENDING - 1 && left >= values.get(i).length();
                i--) {
            left -= values.get(i).length();
            kept++;
        }
        return names.subList(0, names.size() - kept);
    }

    /** A Set-Cookie header that takes a login away. */
    String withoutPending(Visit visit, String state) {
        return field(pendingName(state, visit.isSecure()), "", visit.isSecure(), null, 0);
    }

    private String pendingName(String state, boolean secure) {
        return name(secure) + PENDING + HexFormat.of().toHexDigits(Fingerprint.of(state));
    }

    private static String field(String name, String value, boolean secure, @Nullable String domain, long seconds) {
        var made = new DefaultCookie(name, value);
        made.setPath("/");
        made.setDomain(domain);
        made.setMaxAge(seconds);
        made.setHttpOnly(true);
        made.setSecure(secure);
        made.setSameSite(SameSite.Lax);
        return ServerCookieEncoder.STRICT.encode(made);
    }
}
