package dev.sluice.edge.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.util.List;

/**
 * Header names that a backend in the manner of CGI reads as another one, since it writes {@code -} and {@code _} alike:
 * {@code X_Forwarded_For} would speak for us. Other names with an underscore pass as they are.
 */
final class DisguisedName {

    private static final List<String> FRAMING = List.of(
            "content-length", "transfer-encoding", "proxy-connection", "keep-alive", "x-real-ip", "x-request-id");
    private static final String FORWARDED = "x-forwarded-";

    private DisguisedName() {}

    static boolean disguises(ByteBuf in, int start, int end) {
        if (in.indexOf(start, end, (byte) '_') < 0) {
            return false;
        }
        StringBuilder name = new StringBuilder(end - start);
        for (int i = start; i < end; i++) {
            name.append((char) in.getByte(i));
        }
        return disguises(name);
    }

    /** The same of a name that is text, in any case. */
    static boolean disguises(CharSequence name) {
        // Nearly all names end here, and each request has ten of them.
        if (AsciiString.indexOf(name, '_', 0) < 0) {
            return false;
        }
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            plain.append((char) (c == '_' ? '-' : Octets.lower(c)));
        }
        String read = plain.toString();
        return read.startsWith(FORWARDED) || FRAMING.contains(read);
    }
}
