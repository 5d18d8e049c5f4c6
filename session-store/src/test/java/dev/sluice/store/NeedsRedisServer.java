package dev.sluice.store;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips tests where no {@code redis-server} is installed, but not in CI. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsRedisServer.Condition.class)
@interface NeedsRedisServer {

    /** Prints why, since a skipped test is easily overlooked. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (RedisServer.isInstalled()) {
                return ConditionEvaluationResult.enabled("redis-server is installed");
            }
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("There is no redis-server, and this is CI");
            }
            String reason = "There is no redis-server on the PATH: " + context.getDisplayName() + " is skipped";
            System.out.println(reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
