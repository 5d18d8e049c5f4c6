package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a page of {@code docs} that says what the code says, between two comments. {@code -Dgolden.update}
 * rewrites it and fails once, so that the change is looked at.
 *
 * @param page as seen from a module's folder
 * @param test simple name of the test that generates it, as the first comment says
 */
public record GeneratedSection(Path page, String test) {

    private static final String END = "<!-- Generated to here. -->\n";

    /** A page of {@code docs}, by its name without {@code .md}. */
    public static GeneratedSection of(String page, Class<?> test) {
        return new GeneratedSection(Path.of("..", "docs", page + ".md"), test.getSimpleName());
    }

    /**
     * Compares the part with what it must be.
     *
     * @throws IllegalStateException if the page has no such part
     */
    public void assertHolds(String generated) throws IOException {
        String begin = "<!-- Generated from here; see " + test + ". -->\n";
        String written = Files.readString(page);
        if (!written.contains(begin) || !written.contains(END)) {
            throw new IllegalStateException(page + " needs the lines " + begin + END);
        }
        int from = written.indexOf(begin) + begin.length();
        String expected = written.substring(0, from) + generated + "\n" + written.substring(written.indexOf(END, from));
        if (System.getProperty("golden.update") != null && !written.equals(expected)) {
            Files.writeString(page, expected);
        }
        assertThat(written).as("%s is old; -Dgolden.update rewrites it", page).isEqualTo(expected);
    }
}
