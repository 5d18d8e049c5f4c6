package dev.sluice.filter.login;

import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * In which cookie a session is, and for how long.
 *
 * @param name of letters, digits, dashes and underscores
 * @param domain whose hosts share the session; null: the host of the login only
 * @param lifetime after which users log in again, 1 minute to 30 days
 */
record LoginCookie(
        @Meaning(
                value = "Its name; over TLS `__Host-` goes before it, with a domain `__Secure-`",
                byDefault = "`sluice-login`")
        String name,

        @Meaning(value = "The domain whose hosts share the session", byDefault = "the host of the login only") @Nullable
        String domain,

        @Meaning(value = "After this users log in again, whatever the provider says", byDefault = "`12h`")
        Duration lifetime) {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(30);

    LoginCookie(@Nullable String name, @Nullable String domain, @Nullable Duration lifetime) {
        this.name = name == null ? "sluice-login" : name;
        this.domain = domain;
        this.lifetime = lifetime == null ? Duration.ofHours(12) : lifetime;
        if (!isPlain(this.name, "-_") || this.name.length() > 64) {
            throw new InvalidArgument("name", "is no name of letters, digits, - and _; correct it");
        }
        if (domain != null && (!isPlain(domain, "-.") || domain.startsWith(".") || domain.indexOf('.') < 0)) {
            throw new InvalidArgument("domain", "is no domain such as example.com; correct it");
        }
        if (this.lifetime.compareTo(SHORTEST) < 0 || this.lifetime.compareTo(LONGEST) > 0) {
            throw new InvalidArgument("lifetime", "is not within 1m and 720h; correct it");
        }
    }

    private static boolean isPlain(String text, String others) {
        return !text.isEmpty()
                && text.chars().allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || others.indexOf(c) >= 0));
    }
}
