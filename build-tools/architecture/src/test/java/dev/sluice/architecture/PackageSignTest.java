package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageSignTest {

    @Test
    void nothingAllowsNothing() {
        assertThat(PackageSign.parse("/** A room.\n *\n * <p>May depend on: nothing\n */"))
                .hasValueSatisfying(sign -> assertThat(sign.allowed()).isEmpty());
    }

    @Test
    void namesGoOverLinesUpToTheEndOfTheParagraph() {
        String source = """
                /**
                 * A room.
                 *
                 * <p>May depend on: {@code config}, {@code config.*},
                 * {@code table.match}
                 *
                 * <p>Not a name: {@code graph}.
                 */
                """;

        assertThat(PackageSign.parse(source))
                .hasValueSatisfying(
                        sign -> assertThat(sign.allowed()).containsExactly("config", "config.*", "table.match"));
    }

    @Test
    void aNameIsThatPackageAlone() {
        assertThat(signOf("{@code config}").allows("config")).isTrue();
        assertThat(signOf("{@code config}").allows("config.match")).isFalse();
    }

    @Test
    void aStarIsWhatLiesBelow() {
        assertThat(signOf("{@code config.*}").allows("config.match")).isTrue();
        assertThat(signOf("{@code config.*}").allows("config.match.deep")).isTrue();
        assertThat(signOf("{@code config.*}").allows("config")).isFalse();
        assertThat(signOf("{@code config.*}").allows("configuration.match")).isFalse();
        assertThat(signOf("{@code *}").allows("config.match")).isTrue();
    }

    @Test
    void noSentenceIsNoSign() {
        assertThat(PackageSign.parse("/** A room. */")).isEmpty();
        assertThat(PackageSign.parse("package a;")).isEmpty();
    }

    @Test
    void aSentenceThatIsHalfUnderstoodIsNoSign() {
        assertThat(PackageSign.parse("/** May depend on: {@code config} and others */"))
                .isEmpty();
        assertThat(PackageSign.parse("/** May depend on: config */")).isEmpty();
        assertThat(PackageSign.parse("/** May depend on: */")).isEmpty();
    }

    private static PackageSign signOf(String names) {
        return PackageSign.parse("/** May depend on: " + names + " */").orElseThrow();
    }
}
