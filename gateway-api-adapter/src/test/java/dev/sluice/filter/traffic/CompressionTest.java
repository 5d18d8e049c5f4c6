package dev.sluice.filter.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Where the library of Brotli is missing, gzip is left, and arguments that name Brotli say so. */
@SuppressWarnings("NullAway")
final class CompressionTest {

    private static CompressionArguments offering(ContentCoding... codings) {
        return new CompressionArguments(null, null, null, List.of(codings));
    }

    @Test
    void argumentsThatNameBrotliNeedItsLibrary() {
        var without = new Compression(() -> false);

        assertThat(without.missing(offering(ContentCoding.GZIP, ContentCoding.BR)))
                .contains("com.aayushatharva.brotli4j:brotli4j, with its native library for this machine");
        assertThat(without.missing(offering(ContentCoding.GZIP))).isEmpty();
        assertThat(without.missing(offering())).isEmpty();
    }

    @Test
    void argumentsThatNameBrotliAreTakenWhereItIs() {
        assertThat(new Compression().missing(offering(ContentCoding.BR))).isEmpty();
    }

    @Test
    void withoutTheLibraryGzipIsOffered() {
        assertThat(new Compression(() -> false).usable(offering())).containsExactly(ContentCoding.GZIP);
        assertThat(new Compression(() -> true).usable(offering()))
                .containsExactly(ContentCoding.BR, ContentCoding.GZIP);
    }

    /** Not even a class of the filter that is linked needs it. */
    @Test
    void brotliIsNotUsableWhereNoClassOfItsLibraryIs() throws Exception {
        Object[] codings = Class.forName(ContentCoding.class.getName(), true, new WithoutBrotli())
                .getEnumConstants();

        for (Object coding : codings) {
            var isUsable = coding.getClass().getDeclaredMethod("isUsable");
            isUsable.setAccessible(true);
            assertThat(isUsable.invoke(coding)).as(coding.toString()).isEqualTo("gzip".equals(coding.toString()));
        }
    }

    /** Has its own copies of the classes of this package, and none of the library's. */
    private static final class WithoutBrotli extends ClassLoader {

        private static final String OURS = ContentCoding.class.getPackageName() + ".";

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.aayushatharva.")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> known = findLoadedClass(name);
            return known != null || !name.startsWith(OURS)
                    ? known == null ? super.loadClass(name, resolve) : known
                    : defined(name);
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = ContentCoding.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] octets = Objects.requireNonNull(in).readAllBytes();
                return defineClass(name, octets, 0, octets.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
