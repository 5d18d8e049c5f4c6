package dev.sluice.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what classes lean on, read from bytecode, against what the sign of their package declares, read from source.
 */
final class DeclaredArrows extends ArchCondition<JavaClass> {

    private final String root;
    private final Path sources;
    private final Map<String, Optional<PackageSign>> signs = new HashMap<>();

    /**
     * @param root the package to which the names in signs are relative
     * @param sources the source directory in which the signs of the judged classes are
     */
    DeclaredArrows(String root, Path sources) {
        super("lean only on packages of %s that their package-info declares", root);
        this.root = root;
        this.sources = sources;
    }

    @Override
    public void check(JavaClass judged, ConditionEvents events) {
        Path packageInfo =
                sources.resolve(judged.getPackageName().replace('.', '/')).resolve("package-info.java");
        if (!Files.exists(packageInfo)) {
            violation(events, judged, "its package has no sign: write " + packageInfo);
            return;
        }
        Optional<PackageSign> sign = signs.computeIfAbsent(judged.getPackageName(), _ -> PackageSign.read(packageInfo));
        if (sign.isEmpty()) {
            violation(
                    events,
                    judged,
                    "its package does not say what it leans on: write `May depend on: nothing` or "
                            + "`May depend on: {@code a}, {@code b.*}` as a paragraph of the Javadoc in "
                            + packageInfo);
            return;
        }
        judged.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> isUndeclared(judged, dependency, sign.get()))
                .forEach(dependency -> violation(
                        events,
                        judged,
                        "leans on " + target(dependency).getName() + " but `"
                                + relative(target(dependency).getPackageName())
                                + "` is not declared: take the arrow away, or edit " + packageInfo + " ("
                                + dependency.getDescription() + ")"));
    }

    private boolean isUndeclared(JavaClass judged, Dependency dependency, PackageSign sign) {
        String target = target(dependency).getPackageName();
        return target.startsWith(root + ".")
                && !target.equals(judged.getPackageName())
                && !sign.allows(relative(target));
    }

    private static JavaClass target(Dependency dependency) {
        return dependency.getTargetClass().getBaseComponentType();
    }

    private String relative(String packageName) {
        return packageName.substring(root.length() + 1);
    }

    private static void violation(ConditionEvents events, JavaClass judged, String message) {
        events.add(SimpleConditionEvent.violated(judged, judged.getName() + ": " + message));
    }
}
