package dev.sluice.resource;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Gateway asks of its clients on HTTPS Listeners. Source: FrontendTLSConfig.
 *
 * @param byDefault null: nothing is asked for
 * @param perPort at most one for each port, in place of the default
 */
public record FrontendTls(@Nullable Validation byDefault, List<OfPort> perPort) {

    /** Nothing is asked for. */
    public static final FrontendTls NONE = new FrontendTls(null, List.of());

    public FrontendTls {
        perPort = List.copyOf(perPort);
    }

    /**
     * TLSPortConfig.
     *
     * @param validation null: on this port nothing is asked for
     */
    public record OfPort(int port, @Nullable Validation validation) {}

    /**
     * FrontendTLSValidation.
     *
     * @param mode {@code AllowValidOnly} or {@code AllowInsecureFallback}
     */
    public record Validation(List<ObjectReference> caCertificateRefs, String mode) {

        public Validation {
            caCertificateRefs = List.copyOf(caCertificateRefs);
        }

        /** Whether clients without a good certificate are served too. */
        public boolean isInsecure() {
            return mode.equals("AllowInsecureFallback");
        }
    }

    /** What is asked for on a port. */
    public Optional<Validation> on(int port) {
        for (OfPort own : perPort) {
            if (own.port() == port) {
                return Optional.ofNullable(own.validation());
            }
        }
        return Optional.ofNullable(byDefault);
    }

    /** Whether the default or a port serves clients without a good certificate. */
    public boolean isInsecure() {
        return (byDefault != null && byDefault.isInsecure())
                || perPort.stream()
                        .anyMatch(own ->
                                own.validation() != null && own.validation().isInsecure());
    }
}
