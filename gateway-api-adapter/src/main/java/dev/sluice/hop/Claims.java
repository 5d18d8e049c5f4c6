package dev.sluice.hop;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers that claim to know where a request comes from. */
final class Claims {

    private static final String FORWARDED = "forwarded";
    private static final String X_FORWARDED = "x-forwarded";
    private static final String X_REAL_IP = "x-real-ip";

    private Claims() {}

    /**
     * Removes them, but those of client certificates, which no client can write.
     *
     * @param misspelt whether only those with an underscore go
     */
    static void drop(HttpHeaders headers, boolean misspelt) {
        List<CharSequence> found = null;
        Iterator<Map.Entry<CharSequence, CharSequence>> all = headers.iteratorCharSequence();
        while (all.hasNext()) {
            CharSequence name = all.next().getKey();
            if (isClaim(name) && !ClientCertificateHeader.isOne(name) && (!misspelt || hasUnderscore(name))) {
                found = found == null ? new ArrayList<>() : found;
                found.add(name);
            }
        }
        remove(headers, found);
    }

    private static void remove(HttpHeaders headers, @Nullable List<CharSequence> names) {
        if (names != null) {
            names.forEach(headers::remove);
        }
    }

    /** Whether it is one, in any case and with underscores for dashes. */
    static boolean isClaim(CharSequence name) {
        int length = name.length();
        int first = length == 0 ? 0 : name.charAt(0) | 0x20;
        if (first == 'f') {
            return length == FORWARDED.length() && startsWith(name, FORWARDED);
        }
        return first == 'x'
                && (startsWith(name, X_FORWARDED) || (length == X_REAL_IP.length() && startsWith(name, X_REAL_IP)));
    }

    /** In any case, an underscore being a dash. */
    private static boolean startsWith(CharSequence name, String start) {
        if (name.length() < start.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            char c = name.charAt(i);
            int folded = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c | 0x20 : c;
            if (folded != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasUnderscore(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '_') {
                return true;
            }
        }
        return false;
    }
}
