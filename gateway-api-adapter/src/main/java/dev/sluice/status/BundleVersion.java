package dev.sluice.status;

import java.util.OptionalInt;

/** Versions of Gateway API as CRDs name them. Source: annotation gateway.networking.k8s.io/bundle-version. */
final class BundleVersion {

    /** Those that are supported. */
    static final String RANGE = "v1.1 to v1.7";

    private static final String MAJOR = "v1.";
    private static final int FIRST_MINOR = 1;
    /** Of the newest that is supported. */
    static final int LAST_MINOR = 7;

    private BundleVersion() {}

    /** Whether a version is supported. */
    static boolean isSupported(String version) {
        int minor = minor(version).orElse(0);
        return minor >= FIRST_MINOR && minor <= LAST_MINOR;
    }

    /**
     * The 7 of {@code v1.7.0}.
     *
     * @param version such as {@code v1.7.0} or {@code v1.7.0-rc.1}; anything else has none
     */
    static OptionalInt minor(String version) {
        int end = version.indexOf('.', MAJOR.length());
        if (!version.startsWith(MAJOR) || end < 0) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(version, MAJOR.length(), end, 10));
        } catch (NumberFormatException notAVersion) {
            return OptionalInt.empty();
        }
    }
}
