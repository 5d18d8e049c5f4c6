/**
 * TLS: which certificate a client is shown, decided by the name it asks for; what a client must show; and which
 * library does TLS on both sides.
 *
 * <p>Starts at {@link dev.sluice.tls.TlsTable}, which {@link dev.sluice.tls.ServerNameHandler} asks once for each
 * handshake. Takes Listeners and their PEM, gives TLS contexts. Does not judge certificates for a status, and opens no
 * socket.
 *
 * <p>May depend on: {@code config.listener}, {@code config.match}, {@code config.tls}, {@code text}
 */
@NullMarked
package dev.sluice.tls;

import org.jspecify.annotations.NullMarked;
