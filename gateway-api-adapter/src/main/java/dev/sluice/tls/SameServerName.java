package dev.sluice.tls;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/** Accepts one server name, in any spelling. */
final class SameServerName extends SNIMatcher {

    private final @Nullable String expected;

    SameServerName(@Nullable String expected) {
        super(StandardConstants.SNI_HOST_NAME);
        this.expected = expected;
    }

    @Override
    public boolean matches(SNIServerName serverName) {
        String name = new String(serverName.getEncoded(), StandardCharsets.US_ASCII);
        return Objects.equals(ServerNames.normalise(name), expected);
    }
}
