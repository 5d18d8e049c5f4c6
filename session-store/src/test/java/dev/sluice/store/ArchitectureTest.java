package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluice.architecture.ArchitectureRules;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The adapter's rules on the classes of this module. */
class ArchitectureTest {

    private static final String ROOT = "dev.sluice";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void classesAreSeen() {
        assertThat(CLASSES.contain(SpringSessionLedger.class)).isTrue();
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
    void resourcesStayInTheControlPlane() {
        ArchitectureRules.resourcesStayInTheControlPlane(ROOT).check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        ArchitectureRules.namesSayWhatAClassIs(ROOT).check(CLASSES);
    }
}
