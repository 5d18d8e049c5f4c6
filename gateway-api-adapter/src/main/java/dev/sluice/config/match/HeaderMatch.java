package dev.sluice.config.match;

import java.util.Locale;

/**
 * A condition on one request header. Source: HTTPHeaderMatch.
 *
 * <p>Where a request has the header several times, its values are joined with a comma before they are compared, which
 * is how RFC 9110 section 5.3 defines their meaning.
 *
 * @param name lower case
 */
public record HeaderMatch(String name, ValueMatch value) {

    public HeaderMatch {
        name = name.toLowerCase(Locale.ROOT);
    }
}
