package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules on the real classes. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    private static final Path SOURCES = Path.of("src", "main", "java");

    /** Without this, rules that see no class would pass for ever. */
    @Test
    void theClassOfEverySourceIsSeen() throws IOException {
        assertThat(sources())
                .hasSizeGreaterThan(500)
                .allSatisfy(
                        source -> assertThat(CLASSES.contain(source)).as(source).isTrue());
    }

    static List<ArchRule> rulesOfEveryModule() {
        return ArchitectureRules.ofEveryModule(ROOT, SOURCES);
    }

    @ParameterizedTest
    @MethodSource("rulesOfEveryModule")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }

    @Test
    void decisionsAreFrameworkFree() {
        ArchitectureRules.decisionsAreFrameworkFree(ROOT).check(CLASSES);
    }

    @Test
    void publicTypesLeadNowhere() {
        ArchitectureRules.publicTypesLeadNowhere(ROOT).check(CLASSES);
    }

    /** What an application may name is written down, and nothing else is there. */
    @Test
    void publicTypesAreInTheDocs() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "library.md"));

        assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(ROOT + ".api")))
                .filteredOn(type -> !type.getSimpleName().equals("package-info"))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(page).contains("| `%s` |".formatted(type.getName())));
    }

    @Test
    void regularExpressionsRunInLinearTime() {
        ArchitectureRules.regularExpressionsRunInLinearTime(ROOT).check(CLASSES);
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.map(file -> SOURCES.relativize(file).toString())
                    .filter(file -> file.endsWith(".java") && !file.endsWith("package-info.java"))
                    .map(file -> file.replace(".java", "").replace(File.separatorChar, '.'))
                    .toList();
        }
    }
}
