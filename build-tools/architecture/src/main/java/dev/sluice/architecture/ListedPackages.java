package dev.sluice.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Each listed package has a class with a property: one that has none has no place in the list. */
final class ListedPackages extends ArchCondition<JavaClass> {

    private final String property;
    private final String root;
    private final List<String> listed;
    private final DescribedPredicate<? super JavaClass> has;
    private final Set<String> met = new LinkedHashSet<>();

    /** @param listed package identifiers relative to the root */
    ListedPackages(String property, String root, List<String> listed, DescribedPredicate<? super JavaClass> has) {
        super("%s where they are listed for it", property);
        this.property = property;
        this.root = root;
        this.listed = List.copyOf(listed);
        this.has = has;
    }

    @Override
    public void check(JavaClass seen, ConditionEvents events) {
        for (String name : listed) {
            if (!met.contains(name)
                    && PackageMatcher.of(root + "." + name).matches(seen.getPackageName())
                    && has.test(seen)) {
                met.add(name);
            }
        }
    }

    @Override
    public void finish(ConditionEvents events) {
        for (String name : listed) {
            if (!met.contains(name)) {
                events.add(SimpleConditionEvent.violated(
                        name,
                        "%s is listed among the packages that %s, and no class in it does".formatted(name, property)));
            }
        }
    }
}
