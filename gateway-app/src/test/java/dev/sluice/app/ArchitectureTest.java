package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.architecture.ArchitectureRules;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The adapter's rules on the classes of this module. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    private static final Path SOURCES = Path.of("src", "main", "java");

    @Test
    void classesAreSeen() {
        assertThat(CLASSES.contain(SluiceApplication.class)).isTrue();
    }

    static List<ArchRule> rulesOfEveryModule() {
        return ArchitectureRules.ofEveryModule(ROOT, SOURCES);
    }

    @ParameterizedTest
    @MethodSource("rulesOfEveryModule")
    void holds(ArchRule rule) {
        rule.check(CLASSES);
    }

    /** Here, because this module sees the classes of all. */
    @Test
    void listsAreTrue() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT);

        ArchitectureRules.listsAreTrue(ROOT).check(all);
    }
}
