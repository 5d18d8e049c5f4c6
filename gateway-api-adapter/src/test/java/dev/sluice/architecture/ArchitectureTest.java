package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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

    @Test
    void packagesAreFreeOfCycles() {
        ArchitectureRules.packagesAreFreeOfCycles(ROOT).check(CLASSES);
    }

    @Test
    void arrowsAreDeclared() {
        ArchitectureRules.arrowsAreDeclared(ROOT, SOURCES).check(CLASSES);
    }

    @Test
    void springStaysAtTheServer() {
        ArchitectureRules.springStaysAtTheServer(ROOT).check(CLASSES);
    }

    @Test
    void kubernetesClientStaysAtTheDoor() {
        ArchitectureRules.kubernetesClientStaysAtTheDoor(ROOT).check(CLASSES);
    }

    @Test
    void decisionsAreFrameworkFree() {
        ArchitectureRules.decisionsAreFrameworkFree(ROOT).check(CLASSES);
    }

    @Test
    void resourcesStayInTheControlPlane() {
        ArchitectureRules.resourcesStayInTheControlPlane(ROOT).check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        ArchitectureRules.namesSayWhatAClassIs(ROOT).check(CLASSES);
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
