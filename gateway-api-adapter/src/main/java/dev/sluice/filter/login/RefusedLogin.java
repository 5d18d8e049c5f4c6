package dev.sluice.filter.login;

import org.jspecify.annotations.Nullable;

/** That a provider, or what it sent, does not say who somebody is. Has no stack trace: it is nobody's bug. */
final class RefusedLogin extends RuntimeException {

    private static final long serialVersionUID = 1;

    RefusedLogin(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }
}
