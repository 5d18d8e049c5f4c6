/**
 * The filter that sends browsers to the login page of an OpenID Connect provider, and serves who has logged in. What
 * it remembers of a login and of a session is in sealed cookies, so that each replica knows it.
 *
 * <p>Starts at {@link dev.sluice.filter.login.OidcLogin}, which makes a {@link dev.sluice.filter.login.LoginFlow} for
 * each set of arguments. Requests and responses of the protocol are those of Nimbus, ID tokens are verified by Spring
 * Security.
 *
 * <p>May depend on: {@code filter}, {@code filter.access}, {@code config.filter}, {@code message}, {@code hop},
 * {@code answer}, {@code program}, {@code session}, {@code text}, {@code upstream}
 */
@NullMarked
package dev.sluice.filter.login;

import org.jspecify.annotations.NullMarked;
