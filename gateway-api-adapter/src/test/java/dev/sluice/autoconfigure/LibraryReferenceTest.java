package dev.sluice.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/library.md names classes that an application may use. */
class LibraryReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "library.md");
    private static final Pattern CLASS = Pattern.compile("`(dev\\.sluice\\.[a-z.]+\\.[A-Z][A-Za-z]+)`");

    @Test
    void everyClassThatThePageNamesIsThereAndPublic() throws Exception {
        List<String> named = CLASS.matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(5);
        for (String name : named) {
            assertThat(Modifier.isPublic(Class.forName(name).getModifiers()))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void everyPropertyThatThePageNamesIsThere() throws IOException {
        String reference = Files.readString(PAGE.resolveSibling("configuration.md"));
        List<String> named = Pattern.compile("`(sluice\\.[a-z]+\\.[a-z.-]+)`")
                .matcher(Files.readString(PAGE))
                .results()
                .map(found -> found.group(1))
                .filter(name -> !name.equals("sluice.access"))
                .toList();

        assertThat(named)
                .hasSizeGreaterThan(5)
                .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    }
}
