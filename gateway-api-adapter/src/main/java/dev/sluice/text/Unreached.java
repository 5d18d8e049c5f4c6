package dev.sluice.text;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Why a server was not reached, in words: what libraries wrap it in says nothing to people. */
public final class Unreached {

    private static final int MOST_CAUSES = 20;

    private Unreached() {}

    /** One line, of the first cause that says something; the words of the failure itself where none does. */
    public static String words(Throwable failure) {
        List<Throwable> causes = causes(failure);
        return causes.reversed().stream()
                .map(Unreached::known)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElseGet(() -> LogLine.of(String.valueOf(failure.getMessage())));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && causes.size() < MOST_CAUSES; cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    /** Empty: says nothing. */
    private static String known(Throwable cause) {
        return switch (cause) {
            case UnresolvedAddressException _ -> "the name of the server is unknown";
            case UnknownHostException unknown -> "unknown name " + LogLine.of(String.valueOf(unknown.getMessage()));
            case ConnectException _ -> "no connection: nobody listens there, or the way is blocked";
            case HttpTimeoutException _, TimeoutException _ -> "no answer in time";
            case SSLException tls -> "TLS: " + LogLine.of(String.valueOf(tls.getMessage()));
            default -> "";
        };
    }
}
