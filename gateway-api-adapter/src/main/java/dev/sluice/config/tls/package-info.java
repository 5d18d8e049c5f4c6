/**
 * TLS, whichever side is a server's: certificates with keys, and whose certificates are accepted.
 *
 * <p>Starts at {@link dev.sluice.config.tls.Trust}. Takes nothing, gives values; reads no certificate.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.config.tls;

import org.jspecify.annotations.NullMarked;
