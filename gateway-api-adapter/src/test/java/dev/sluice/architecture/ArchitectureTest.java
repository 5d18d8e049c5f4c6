package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rules on the real classes. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** Without this, rules that see no class would pass for ever. */
    @Test
    void classesAreSeen() {
        assertThat(CLASSES).hasSizeGreaterThanOrEqualTo(20);
    }

    @Test
    void packagesAreFreeOfCycles() {
        ArchitectureRules.packagesAreFreeOfCycles(ROOT).check(CLASSES);
    }

    @Test
    void arrowsAreDeclared() {
        ArchitectureRules.arrowsAreDeclared(ROOT, Path.of("src", "main", "java"))
                .check(CLASSES);
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
}
