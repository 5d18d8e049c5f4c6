package dev.sluice.config.listener;

/**
 * A server certificate with its key.
 *
 * @param source the object that holds it, such as {@code Secret default/shop-tls}
 * @param chain PEM, the server's own certificate first
 * @param privateKey PEM, PKCS #8 or PKCS #1; never shown
 */
public record Certificate(String source, String chain, String privateKey) {

    /** The source alone: a key must not reach a log. */
    @Override
    public String toString() {
        return "Certificate[" + source + "]";
    }
}
