package dev.sluice.filter.access;

import dev.sluice.filter.EntryRef;
import dev.sluice.filter.InvalidArgument;
import dev.sluice.filter.Meaning;

/**
 * Who the users are, and what the backend gets.
 *
 * @param secretRef lines of {@code htpasswd}, hashed by bcrypt
 * @param realm what browsers show
 * @param userHeader by which the backend gets the name of the user
 * @param forwardCredentials whether the backend gets the Authorization header too
 */
public record BasicAuthArguments(
        @Meaning(
                value = "A Secret with lines of `htpasswd -B`, in its key `.htpasswd` or the one that is named",
                needed = true)
        EntryRef secretRef,

        @Meaning(value = "What browsers show when they ask for the password", byDefault = "`restricted`")
        String realm,

        @Meaning(value = "The header in which the backend gets the name of the user", byDefault = "`X-User`")
        String userHeader,

        @Meaning(value = "Whether the backend gets the `Authorization` header too", byDefault = "false")
        boolean forwardCredentials) {

    private static final String KEY = ".htpasswd";

    public BasicAuthArguments {
        GivenNames.required("secretRef", secretRef);
        realm = realm == null ? "restricted" : realm;
        if (!realm.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '"' && c != '\\')) {
            throw new InvalidArgument("realm", "has characters that a header cannot quote; use letters and blanks");
        }
        userHeader = GivenNames.checked("userHeader", userHeader == null ? "X-User" : userHeader);
        GivenNames.different("userHeader", userHeader, "the credentials", "Authorization");
    }

    /** Which entry of the Secret. */
    String entry() {
        String named = secretRef.key();
        return named == null ? KEY : named;
    }
}
