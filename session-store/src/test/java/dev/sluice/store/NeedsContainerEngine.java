package dev.sluice.store;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests where no container engine runs; asked before Testcontainers does, which logs errors then. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsContainerEngine.Condition.class)
@interface NeedsContainerEngine {

    /** Prints why, since a skipped test is easily overlooked. */
    final class Condition implements ExecutionCondition {

        private static final boolean RUNS = runs();

        private static boolean runs() {
            try {
                return new ProcessBuilder("docker", "info")
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .onExit()
                                .join()
                                .exitValue()
                        == 0;
            } catch (IOException notInstalled) {
                return false;
            }
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (RUNS) {
                return ConditionEvaluationResult.enabled("a container engine runs");
            }
            String reason = "No container engine runs here: " + context.getDisplayName() + " is skipped";
            System.out.println(reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
