package dev.sluice.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips tests where a program is not on the PATH, and says so; in CI they fail. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsProgram.Condition.class)
public @interface NeedsProgram {

    /** Its name, such as {@code redis-server}. */
    String value();

    /** Looks for the program. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), NeedsProgram.class)
                    .map(needs -> evaluate(needs.value(), context.getDisplayName()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("no program is needed"));
        }

        private static ConditionEvaluationResult evaluate(String program, String test) {
            if (isInstalled(program)) {
                return ConditionEvaluationResult.enabled(program + " is installed");
            }
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("There is no " + program + ", and this is CI");
            }
            String reason = "There is no " + program + " on the PATH: " + test + " is skipped";
            // A skipped test is easily overlooked.
            System.out.println(reason);
            return ConditionEvaluationResult.disabled(reason);
        }

        /** The same in the middle of a test. */
        public static void assumeInstalled(String program, String test) {
            ConditionEvaluationResult result = evaluate(program, test);
            Assumptions.assumeFalse(
                    result.isDisabled(), () -> result.getReason().orElseThrow());
        }

        /** Whether it is on the PATH. */
        public static boolean isInstalled(String program) {
            return Stream.of(System.getenv("PATH").split(":", -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }
}
