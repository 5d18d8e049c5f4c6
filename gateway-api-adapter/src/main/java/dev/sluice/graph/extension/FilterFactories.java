package dev.sluice.graph.extension;

import dev.sluice.config.filter.BuiltInCall;
import java.util.Map;
import java.util.Optional;

/**
 * The filter factories of the application that SpringFilters may name. The same question has always the same answer.
 */
@FunctionalInterface
public interface FilterFactories {

    /** Where no application runs. */
    FilterFactories NOT_CHECKED = (_, _) -> Optional.of(new Fault.NotChecked());

    /** Why a factory cannot be used. */
    sealed interface Fault {

        /** The application has none of this name. */
        record Unknown() implements Fault {}

        /**
         * It is one that the gateway brings, and the application lacks what it is made of.
         *
         * @param dependencies Maven coordinates without a version, such as {@code com.bucket4j:bucket4j_jdk17-core}
         */
        record LibraryMissing(String dependencies) implements Fault {}

        /** The operator does not let resources name it. */
        record NotAllowed() implements Fault {}

        /** The application does not run, so nobody can say. Rules are judged as if the factory took the arguments. */
        record NotChecked() implements Fault {}

        /**
         * It does not take these arguments.
         *
         * @param cause names the argument, what is wrong and the remedy
         */
        record InvalidArguments(String cause) implements Fault {}
    }

    /** Whether this is a filter that the gateway brings: its arguments may refer to Secrets and ConfigMaps. */
    default boolean isBuiltIn(String factory) {
        return false;
    }

    /**
     * Why what the arguments of such a filter refer to cannot be used; empty where it can.
     *
     * @param call of a filter without a {@link #fault}, with all that it refers to
     * @return names the argument, the object, what is wrong and the remedy
     */
    default Optional<String> unusableReference(BuiltInCall call) {
        return Optional.empty();
    }

    /**
     * Why a factory cannot be used with these arguments; empty where it can.
     *
     * @param args values by property name, such as {@code retries} or {@code statuses[0]}
     */
    Optional<Fault> fault(String factory, Map<String, String> args);
}
