package dev.sluice.hop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.text.Sha256;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Certificates as headers say them. What an issuer lets stand in a name ends no value and begins no other. */
final class CertificateText {

    private static final HexFormat HEX = HexFormat.of();
    private static final HexFormat UPPER_HEX = HexFormat.of().withUpperCase();

    private CertificateText() {}

    /** RFC 4514; what is not visible ASCII is written as octets of UTF-8, as OpenSSL's RFC 2253 form does. */
    static String subject(X509Certificate certificate) {
        return escape(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253), "\\", "");
    }

    /** What no URI and no host holds is percent-encoded: quotation marks, and what is not visible ASCII. */
    static String visible(String name) {
        return escape(name, "%", " \"\\");
    }

    private static String escape(String text, String mark, String others) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c >= ' ' && c <= '~' && others.indexOf(c) < 0) {
                escaped.appendCodePoint(c);
            } else {
                for (byte octet : Character.toString(c).getBytes(UTF_8)) {
                    escaped.append(mark).append(UPPER_HEX.toHexDigits(octet));
                }
            }
        });
        return escaped.toString();
    }

    /**
     * An element of X-Forwarded-Client-Cert, with keys in Envoy's order. The subject has no quotation mark without a
     * backslash before it; other values are quoted where they have a separator in them.
     */
    static String forwarded(X509Certificate certificate, String subject, List<String> uris, List<String> dnsNames) {
        StringBuilder element = new StringBuilder(2048)
                .append("Hash=")
                .append(HEX.formatHex(Sha256.of(der(certificate))))
                .append(";Cert=\"")
                .append(urlEncodedPem(certificate))
                .append("\";Subject=\"")
                .append(subject)
                .append('"');
        uris.forEach(uri -> element.append(";URI=").append(quoted(uri)));
        dnsNames.forEach(name -> element.append(";DNS=").append(quoted(name)));
        return element.toString();
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == ';' || c == '=');
        return plain ? value : '"' + value + '"';
    }

    private static String urlEncodedPem(X509Certificate certificate) {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der(certificate));
        String pem = "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n";
        return pem.replace("+", "%2B")
                .replace("/", "%2F")
                .replace("=", "%3D")
                .replace("\n", "%0A")
                .replace(" ", "%20");
    }

    /** A byte sequence: RFC 8941, section 3.3.5. */
    static String structured(X509Certificate certificate) {
        return ":" + Base64.getEncoder().encodeToString(der(certificate)) + ":";
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException bug) {
            throw new IllegalStateException("a certificate that came as DER", bug);
        }
    }
}
