package dev.sluice.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules, each for the classes below a root package.
 *
 * <p>Packages in the rules are named relative to that root. A rule about a package that does not exist passes: see
 * {@link #listsAreTrue}. That the classes were seen at all is for the caller to check.
 */
public final class ArchitectureRules {

    /**
     * The only packages that may know Spring: the process, the Spring lane, what its filters read, what Boot starts,
     * and Spring Session.
     */
    private static final String[] SPRING = {
        "api",
        "app",
        "app.client",
        "route",
        "filter",
        "filter.access",
        "filter.login",
        "autoconfigure",
        "health",
        "endpoint",
        "store",
        "store.autoconfigure"
    };

    /** Where is decided: values in, values out, so that it is tested without a server. */
    private static final String[] FRAMEWORK_FREE = {
        "config..", "table..", "graph..", "translate..", "status..", "resource..", "validation..", "condition.."
    };

    /** Where an API server is spoken to. */
    private static final String[] CLIENT_USERS = {
        "source.kubernetes", "cluster.api", "status.write", "autoconfigure", "app.client"
    };

    private static final String[] CLIENTS = {"io.fabric8..", "org.springframework.cloud.kubernetes.."};

    private static final String[] FRAMEWORKS = {"org.springframework..", "io.netty..", "reactor.."};

    /** The control plane's side of the door: what lies beyond reads the configuration, not Kubernetes. */
    private static final String[] RESOURCE_READERS = {
        "resource",
        "source..",
        "validation",
        "graph..",
        "status..",
        "infrastructure..",
        "cluster..",
        "pipeline",
        "autoconfigure",
        "endpoint",
        "app.demo",
        "app.inspect"
    };

    /** Where text written by users of the cluster is read. */
    private static final String[] RESOURCE_VALUES = {"config..", "table..", "program", "translate", "graph.."};

    private ArchitectureRules() {}

    /**
     * Those that hold for the classes of every module.
     *
     * @param sources the source directory of the module
     */
    public static List<ArchRule> ofEveryModule(String root, Path sources) {
        return List.of(
                packagesAreFreeOfCycles(root),
                arrowsAreDeclared(root, sources),
                springStaysAtTheServer(root),
                kubernetesClientStaysAtTheDoor(root),
                resourcesStayInTheControlPlane(root),
                namesSayWhatAClassIs(root));
    }

    /** Packages can be read, tested and moved one after the other. */
    public static ArchRule packagesAreFreeOfCycles(String root) {
        return slices().matching(root + ".(**)").should().beFreeOfCycles().allowEmptyShould(true);
    }

    /**
     * Every package says in its sign what it leans on, and leans on nothing else below the root.
     *
     * @param sources the source directory in which the signs of the judged classes are
     */
    public static ArchRule arrowsAreDeclared(String root, Path sources) {
        return classes().that().resideInAPackage(root + "..").should(new DeclaredArrows(root, sources));
    }

    /** Spring stays where requests are served. */
    public static ArchRule springStaysAtTheServer(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(below(root, SPRING))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .allowEmptyShould(true);
    }

    /** What does not speak to an API server does not know that there is one. */
    public static ArchRule kubernetesClientStaysAtTheDoor(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(below(root, CLIENT_USERS))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CLIENTS)
                .allowEmptyShould(true);
    }

    /**
     * The lists of these rules are the truth: each package in them exists, and one that is allowed something uses it.
     *
     * <p>To be evaluated on the classes of all modules together.
     */
    public static ArchRule listsAreTrue(String root) {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should(new ListedPackages(
                        "exist",
                        root,
                        Stream.of(FRAMEWORK_FREE, RESOURCE_VALUES)
                                .flatMap(Stream::of)
                                .toList(),
                        DescribedPredicate.alwaysTrue()))
                .andShould(new ListedPackages("know Spring", root, List.of(SPRING), uses("org.springframework..")))
                .andShould(new ListedPackages("know a Kubernetes client", root, List.of(CLIENT_USERS), uses(CLIENTS)))
                .andShould(new ListedPackages(
                        "read resources", root, List.of(RESOURCE_READERS), uses(root + ".resource..")));
    }

    /** What an application may name leads it to nothing that it may not: no class of ours, nor of Netty or Reactor. */
    public static ArchRule publicTypesLeadNowhere(String root) {
        return classes()
                .that()
                .resideInAPackage(root + ".api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(root + ".api..", "java..", "org.jspecify..", "org.springframework.web.server..")
                .allowEmptyShould(true);
    }

    private static DescribedPredicate<JavaClass> uses(String... packages) {
        return DescribedPredicate.describe(
                "use " + String.join(" or ", packages),
                origin -> origin.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .anyMatch(resideInAnyPackage(packages)));
    }

    /** What decides knows no framework. */
    public static ArchRule decisionsAreFrameworkFree(String root) {
        return noClasses()
                .that()
                .resideInAnyPackage(below(root, FRAMEWORK_FREE))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(FRAMEWORKS)
                .allowEmptyShould(true);
    }

    /** Only the control plane's side sees resources as they were written. */
    public static ArchRule resourcesStayInTheControlPlane(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(below(root, RESOURCE_READERS))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".resource..")
                .allowEmptyShould(true);
    }

    /** A name says what a class is; these say only that it is there. */
    public static ArchRule namesSayWhatAClassIs(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
                .allowEmptyShould(true);
    }

    /**
     * Regular expressions from resources run on RE2, in time linear in the input.
     *
     * <p>The JDK's engine backtracks: one route could hold an event loop for minutes. Its uses through {@code String}
     * count too.
     */
    public static ArchRule regularExpressionsRunInLinearTime(String root) {
        DescribedPredicate<JavaClass> engine = resideInAPackage("java.util.regex..");
        return noClasses()
                .that()
                .resideInAnyPackage(below(root, RESOURCE_VALUES))
                .should()
                .dependOnClassesThat(are(engine))
                .orShould()
                .callMethodWhere(target(owner(JavaClass.Predicates.equivalentTo(String.class)))
                        .and(target(nameMatching("matches|replaceAll|replaceFirst|split"))))
                .allowEmptyShould(true);
    }

    private static String[] below(String root, String... packages) {
        return Stream.of(packages).map(name -> root + "." + name).toArray(String[]::new);
    }
}
