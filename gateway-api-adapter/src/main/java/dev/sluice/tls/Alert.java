package dev.sluice.tls;

import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The alerts of TLS: RFC 8446, section 6. */
public final class Alert {

    private static final String JDK_ALERT = "Received fatal alert: ";
    private static final String BORINGSSL_ALERT = "_ALERT_";

    private Alert() {}

    /**
     * The name in the RFC, in lower case, of the alert that a peer sent; null where it sent none. Both libraries have
     * it in a text.
     *
     * @param failure of a handshake or of what followed it
     */
    public static @Nullable String received(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String message = each instanceof SSLException ? each.getMessage() : null;
            if (message != null) {
                int jdk = message.indexOf(JDK_ALERT);
                int boringssl = message.lastIndexOf(BORINGSSL_ALERT);
                if (jdk >= 0) {
                    return message.substring(jdk + JDK_ALERT.length()).strip();
                }
                if (boringssl >= 0) {
                    String name = message.substring(boringssl + BORINGSSL_ALERT.length());
                    return name.strip().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }
}
