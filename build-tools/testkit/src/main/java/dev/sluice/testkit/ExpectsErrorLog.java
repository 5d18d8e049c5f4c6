package dev.sluice.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * While this test runs, ERROR log events with one of these texts are what it is about; any other fails the run.
 *
 * @see UncaughtExceptions
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ExpectsErrorLog {

    /** Parts of the messages. */
    String[] value();
}
