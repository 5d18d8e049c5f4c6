package dev.sluice.config.match;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * A hostname of a Listener or Route: any host, one exact name, or a wildcard such as {@code *.example.com}.
 *
 * <p>A wildcard covers one or more labels and never the bare suffix: {@code *.example.com} matches
 * {@code a.example.com} and {@code a.b.example.com}, not {@code example.com}.
 * Source: Listener.hostname and HTTPRouteSpec.hostnames.
 *
 * @param value lower case; empty for any host; {@code *.suffix} for a wildcard; otherwise the exact name
 */
public record Hostname(String value) {

    /** Matches every host, also a request without one. */
    public static final Hostname ANY = new Hostname("");

    /**
     * The most specific first: an exact name before a wildcard before any host; among equals the longer one, as
     * HTTPRouteSpec.hostnames asks ("the most matching characters"); then alphabetically, so that it is total.
     */
    public static final Comparator<Hostname> MOST_SPECIFIC_FIRST = Comparator.comparing(Hostname::isAny)
            .thenComparing(Hostname::isWildcard)
            .thenComparing(Comparator.comparingInt((Hostname hostname) -> hostname.value.length())
                    .reversed())
            .thenComparing(Hostname::value);

    public Hostname {
        value = value.toLowerCase(Locale.ROOT);
    }

    public boolean isAny() {
        return value.isEmpty();
    }

    public boolean isWildcard() {
        return value.startsWith("*.");
    }

    /** What follows the star, with its leading dot: {@code .example.com}. Only for a wildcard. */
    public String suffix() {
        return value.substring(1);
    }

    /**
     * Whether a request for this host belongs here.
     *
     * @param host lower case, without port and without trailing dot
     */
    public boolean matches(String host) {
        if (isAny()) {
            return true;
        }
        return isWildcard() ? host.length() > suffix().length() && host.endsWith(suffix()) : host.equals(value);
    }

    /**
     * The hosts that both cover, which is always the narrower of the two; empty where they have none in common.
     * {@code *.example.com} and {@code *.b.example.com} meet in {@code *.b.example.com}.
     */
    public Optional<Hostname> intersect(Hostname other) {
        if (covers(other)) {
            return Optional.of(other);
        }
        return other.covers(this) ? Optional.of(this) : Optional.empty();
    }

    private boolean covers(Hostname other) {
        return isAny() || equals(other) || (isWildcard() && matches(other.value));
    }

    /** The hostname as a person writes it; {@code *} for any host. */
    @Override
    public String toString() {
        return isAny() ? "*" : value;
    }
}
