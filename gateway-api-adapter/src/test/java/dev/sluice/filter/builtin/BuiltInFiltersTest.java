package dev.sluice.filter.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.sluice.filter.FilterCatalogue;
import dev.sluice.filter.FilterKind;
import dev.sluice.filter.Meaning;
import dev.sluice.filter.References;
import dev.sluice.graph.extension.FilterFactories.Fault;
import dev.sluice.program.RequestFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.FilteredClassLoader;

/** Which filters there are, and that they come before those of an application. */
final class BuiltInFiltersTest {

    @Test
    void everyKindIsInTheList() {
        List<String> kinds = new ClassFileImporter()
                .importPackages("dev.sluice.filter").stream()
                        .filter(type -> type.isAssignableTo(FilterKind.class) && type.isTopLevelClass())
                        .filter(type -> !type.isInterface())
                        .map(JavaClass::getName)
                        .toList();

        assertThat(BuiltInFilters.ofJudging().kinds())
                .extracting(kind -> kind.getClass().getName())
                .containsExactlyInAnyOrderElementsOf(kinds)
                .isNotEmpty();
    }

    @Test
    void everyFilterIsKnownByItsOwnName() {
        var nothing = new FilteredClassLoader(
                "com.github.benmanes", "io.github.bucket4j", "io.github.resilience4j", "org.springframework.security");

        assertThat(BuiltInFilters.catalogue(FilterSurroundings.ofJudging(), nothing)
                        .names())
                .isEqualTo(BuiltInFilters.ofJudging().names())
                .containsExactlyInAnyOrderElementsOf(BuiltInFilters.ofJudging().kinds().stream()
                        .map(FilterKind::name)
                        .toList());
    }

    @Test
    void filterWhoseLibraryIsAbsentNamesTheDependency() {
        var application = new FilteredClassLoader("io.github.bucket4j", "org.springframework.security.oauth2");

        FilterCatalogue catalogue = BuiltInFilters.catalogue(FilterSurroundings.ofJudging(), application);

        assertThat(catalogue.kinds()).extracting(FilterKind::name).contains("BasicAuth", "Compression");
        assertThat(catalogue.kinds()).extracting(FilterKind::name).doesNotContain("RateLimit", "JwtAuth", "OidcLogin");
        assertThat(catalogue.missing("BasicAuth")).isEmpty();
        assertThat(catalogue.missing("OidcLogin"))
                .contains("org.springframework.security:spring-security-oauth2-jose"
                        + " and org.springframework.security:spring-security-oauth2-client");
        assertThat(new BuiltInFirst(catalogue, (_, _) -> Optional.empty()).fault("RateLimit", Map.of()))
                .contains(new Fault.LibraryMissing("com.bucket4j:bucket4j_jdk17-core"));
    }

    @Test
    void filterOfTwoLibrariesNeedsBoth() {
        var application = new FilteredClassLoader("com.github.benmanes.caffeine");

        FilterCatalogue catalogue = BuiltInFilters.catalogue(FilterSurroundings.ofJudging(), application);

        assertThat(catalogue.missing("OidcLogin")).isEmpty();
        assertThat(catalogue.missing("JwtAuth")).contains("com.github.ben-manes.caffeine:caffeine");
    }

    /** Without them it does what it can. */
    @Test
    void argumentsThatNeedALibraryNameTheDependency() {
        var application = new BuiltInFirst(
                new FilterCatalogue(List.of(new Hungry()), Map.of()), (_, _) -> Optional.of(new Fault.Unknown()));

        assertThat(application.fault("Hungry", Map.of())).isEmpty();
        assertThat(application.fault("Hungry", Map.of("food", "apple")))
                .contains(new Fault.LibraryMissing("com.example:apple"));
        assertThat(application.fault("Hungry", Map.of("drink", "tea")))
                .hasValueSatisfying(fault -> assertThat(fault).isInstanceOf(Fault.InvalidArguments.class));
    }

    record Meal(
            @Meaning("What it eats") @Nullable String food,
            @Meaning("With whom") @Nullable String guest) {}

    private static final class Hungry implements FilterKind<Meal> {

        @Override
        public String name() {
            return "Hungry";
        }

        @Override
        public String meaning() {
            return "eats";
        }

        @Override
        public Class<Meal> arguments() {
            return Meal.class;
        }

        @Override
        public Optional<String> missing(Meal arguments) {
            return Optional.ofNullable(arguments.food()).map("com.example:"::concat);
        }

        @Override
        public RequestFilter make(Meal arguments, References references) {
            return program -> program;
        }
    }

    @Test
    void nameOfTheGatewayIsNotAskedOfTheApplication() {
        var all = new BuiltInFirst(BuiltInFilters.ofJudging(), (_, _) -> Optional.of(new Fault.Unknown()));

        assertThat(all.fault("RequestSize", Map.of("max", "1KB"))).isEmpty();
        assertThat(all.fault("RequestSize", Map.of("max", "1")))
                .hasValueSatisfying(fault -> assertThat(fault).isInstanceOf(Fault.InvalidArguments.class));
        assertThat(all.fault("StripPrefix", Map.of())).contains(new Fault.Unknown());
        assertThat(all.isBuiltIn("StripPrefix")).isFalse();
    }
}
