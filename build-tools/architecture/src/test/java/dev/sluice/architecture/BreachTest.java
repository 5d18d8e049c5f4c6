package dev.sluice.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule refuses the breach that is planted for it. */
class BreachTest {

    private static final String BREACH = "dev.sluice.architecture.breach";

    /** Imported from here: to look for a package on the whole class path takes a second each time. */
    private static final Path CLASSES = classes();

    private static Path classes() {
        try {
            return Path.of(BreachTest.class.getResource("BreachTest.class").toURI())
                    .resolveSibling("breach");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCycleOfPackagesIsRefused() {
        assertThat(breaches("cycle", ArchitectureRules.packagesAreFreeOfCycles(BREACH + ".cycle")))
                .singleElement()
                .asString()
                .contains("Cycle detected")
                .contains("Slice a")
                .contains("Slice b");
    }

    @Test
    void anUndeclaredArrowAndAMissingOrSilentSignAreRefused() {
        List<String> breaches = breaches(
                "arrows", ArchitectureRules.arrowsAreDeclared(BREACH + ".arrows", Path.of("src", "test", "java")));

        assertThat(breaches)
                .anySatisfy(breach -> assertThat(breach)
                        .contains(
                                "arrows.undeclared.LeansOnDestination: leans on",
                                "arrows.destination.Destination",
                                "`destination`")
                        .contains("edit src", "undeclared", "package-info.java"))
                .anySatisfy(breach -> assertThat(breach).contains("arrows.unsigned.Unsigned: its package has no sign"))
                .anySatisfy(breach -> assertThat(breach).contains("arrows.silent.Silent: its package does not say"))
                .noneSatisfy(breach -> assertThat(breach).contains("arrows.declared"))
                .noneSatisfy(breach -> assertThat(breach).startsWith(BREACH + ".arrows.destination"));
    }

    @Test
    void springOutsideTheServerIsRefused() {
        assertThat(breaches("spring", ArchitectureRules.springStaysAtTheServer(BREACH + ".spring")))
                .allSatisfy(breach -> assertThat(breach).contains("spring.pipeline.KnowsSpring"))
                .isNotEmpty();
    }

    @Test
    void aKubernetesClientBehindTheDoorIsRefused() {
        assertThat(breaches("client", ArchitectureRules.kubernetesClientStaysAtTheDoor(BREACH + ".client")))
                .allSatisfy(breach -> assertThat(breach).contains("client.graph.KnowsClient"))
                .isNotEmpty();
    }

    @Test
    void aFrameworkWhereIsDecidedIsRefused() {
        assertThat(breaches("framework", ArchitectureRules.decisionsAreFrameworkFree(BREACH + ".framework")))
                .anySatisfy(breach -> assertThat(breach).contains("config.KnowsNetty"))
                .anySatisfy(breach -> assertThat(breach).contains("table.KnowsReactor"))
                .anySatisfy(breach -> assertThat(breach).contains("graph.route.KnowsSpring"));
    }

    @Test
    void aResourceReadInTheDataPlaneIsRefused() {
        assertThat(breaches("leak", ArchitectureRules.resourcesStayInTheControlPlane(BREACH + ".leak")))
                .allSatisfy(breach -> assertThat(breach).contains("leak.table.ReadsResource"))
                .isNotEmpty();
    }

    @Test
    void aPublicTypeThatShowsALibraryIsRefused() {
        assertThat(breaches("promise", ArchitectureRules.publicTypesLeadNowhere(BREACH + ".promise")))
                .allSatisfy(breach -> assertThat(breach).contains("promise.api.ShowsNetty"))
                .isNotEmpty();
    }

    @Test
    void namesThatSayNothingAreRefused() {
        assertThat(breaches("name", ArchitectureRules.namesSayWhatAClassIs(BREACH + ".name")))
                .hasSize(5)
                .anySatisfy(breach -> assertThat(breach).contains("RouteUtil>"))
                .anySatisfy(breach -> assertThat(breach).contains("RouteUtils>"))
                .anySatisfy(breach -> assertThat(breach).contains("RouteHelper>"))
                .anySatisfy(breach -> assertThat(breach).contains("RouteManager>"))
                .anySatisfy(breach -> assertThat(breach).contains("Route$Impl>"));
    }

    @Test
    void theBacktrackingEngineIsRefused() {
        assertThat(breaches("regex", ArchitectureRules.regularExpressionsRunInLinearTime(BREACH + ".regex")))
                .anySatisfy(breach -> assertThat(breach).contains("table.CompilesPattern"))
                .anySatisfy(breach -> assertThat(breach).contains("program.MatchesString"));
    }

    @Test
    void aListedPackageThatDoesNotUseWhatItMayIsRefused() {
        List<String> breaches = breaches("spring", ArchitectureRules.listsAreTrue(BREACH + ".spring"));

        assertThat(breaches)
                .contains(
                        "app is listed among the packages that know Spring, and no class in it does",
                        "table.. is listed among the packages that exist, and no class in it does")
                .noneMatch(breach -> breach.startsWith("route "));
    }

    private static List<String> breaches(String fixture, ArchRule rule) {
        JavaClasses classes = new ClassFileImporter().importPath(CLASSES.resolve(fixture));
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
