package dev.sluice.testkit;

import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** The classes and methods of tests that run now. From any thread. */
final class RunningTests implements TestExecutionListener {

    private final Set<TestIdentifier> running = ConcurrentHashMap.newKeySet();

    @Override
    public void executionStarted(TestIdentifier test) {
        running.add(test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        running.remove(test);
    }

    /** Whether one of them says that this message is what it is about. */
    boolean expectError(String message) {
        return running.stream()
                .flatMap(test -> test.getSource().stream())
                .flatMap(source -> Stream.ofNullable(element(source)))
                .flatMap(element -> Arrays.stream(element.getAnnotationsByType(ExpectsErrorLog.class)))
                .flatMap(expected -> Arrays.stream(expected.value()))
                .anyMatch(message::contains);
    }

    private static @Nullable AnnotatedElement element(TestSource source) {
        return switch (source) {
            case ClassSource of -> of.getJavaClass();
            case MethodSource of -> of.getJavaMethod();
            default -> null;
        };
    }

    /** Their names, the innermost only; "no test" where none runs. */
    @Override
    public String toString() {
        return running.stream()
                .filter(TestIdentifier::isTest)
                .map(test -> test.getSource()
                        .map(source -> source instanceof MethodSource of
                                ? of.getClassName() + "." + of.getMethodName()
                                : test.getDisplayName())
                        .orElse(test.getDisplayName()))
                .sorted()
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), names -> names.isEmpty() ? "no test" : names));
    }
}
