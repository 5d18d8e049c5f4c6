package dev.sluice.config.tls;

/**
 * A certificate with its key, of a server or of the gateway as a client.
 *
 * @param source the object that holds it, such as {@code Secret default/shop-tls}
 * @param chain PEM, its own certificate first
 * @param privateKey PEM, PKCS #8 or PKCS #1; never shown
 */
public record Certificate(String source, String chain, String privateKey) {

    /** Only the source: a key must not reach a log. */
    @Override
    public String toString() {
        return "Certificate[" + source + "]";
    }
}
