package dev.sluice.filter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What an argument of a filter means: the schema that the documentation is made of. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Meaning {

    /** One sentence without its full stop. */
    String value();

    /** What it is where it is not written; empty: nothing. */
    String byDefault() default "";

    /** Whether it must be written. */
    boolean needed() default false;
}
