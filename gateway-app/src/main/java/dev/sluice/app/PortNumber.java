package dev.sluice.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A TCP port of an option; 0 lets the system choose one. */
final class PortNumber implements ITypeConverter<Integer> {

    private static final int HIGHEST = 65_535;

    @Override
    public Integer convert(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= HIGHEST) {
                return port;
            }
        } catch (NumberFormatException _) {
            // As one that is out of range.
        }
        throw new TypeConversionException("'%s' is no port (expected: 0-65535)".formatted(value));
    }
}
