package dev.sluice.condition;

import static dev.sluice.condition.Condition.Type.ACCEPTED;
import static dev.sluice.condition.Condition.Type.RESOLVED_REFS;

/** Conditions of a SpringFilter, our own kind. */
public final class SpringFilterConditions {

    private SpringFilterConditions() {}

    /** Its fields are valid, and its factory may be used. */
    public static Condition accepted() {
        return Condition.holds(ACCEPTED, "Accepted", "The filter may be used by routes and Listeners of its namespace");
    }

    /** The operator does not let resources name this factory. */
    public static Condition notAllowed(String factory) {
        return Condition.fails(
                ACCEPTED,
                "FactoryNotAllowed",
                "spec.factory: %s is not among sluice.spring-filters.allowed; use another, or ask who runs the gateway to allow it"
                        .formatted(factory));
    }

    /**
     * The factory does not take these arguments.
     *
     * @param cause names the argument, what is wrong and the remedy
     */
    public static Condition invalidArguments(String cause) {
        return Condition.fails(ACCEPTED, "InvalidArguments", "spec." + cause);
    }

    /** An argument refers to another namespace, which does not permit it. */
    public static Condition referenceNotPermitted(String argument, String object, String fromNamespace) {
        return Condition.fails(
                RESOLVED_REFS,
                "RefNotPermitted",
                "spec.args.%s: %s: no ReferenceGrant in its namespace allows SpringFilters of namespace %s; add one"
                        .formatted(argument, object, fromNamespace));
    }

    /**
     * Why a rule at a Gateway whose pods may not read what an argument refers to cannot use the filter. The filter's
     * own conditions do not say so: others may use it.
     *
     * @param namespace the one whose objects these pods read
     */
    public static String outOfReach(String argument, String object, String namespace) {
        return "spec.args.%s: %s: the pods of a dedicated Gateway can only read objects of namespace %s; move it or set mode: shared"
                .formatted(argument, object, namespace);
    }

    /** An argument refers to an object that is not there. */
    public static Condition objectNotFound(String argument, String object) {
        return Condition.fails(
                RESOLVED_REFS,
                "ObjectNotFound",
                "spec.args.%s: %s does not exist; create it".formatted(argument, object));
    }

    /**
     * An argument refers to an object that does not hold what the filter needs.
     *
     * @param cause names the argument, the object, what is wrong and the remedy
     */
    public static Condition objectNotUsable(String cause) {
        return Condition.fails(RESOLVED_REFS, "InvalidObject", "spec." + cause);
    }

    /** The application has the factory. */
    public static Condition factoryFound() {
        return Condition.holds(RESOLVED_REFS, "ResolvedRefs", "The filter factory exists");
    }

    /** Which factories there are, and what they take, only a running application says. */
    public static Condition factoryNotChecked(String factory) {
        return Condition.unknown(
                RESOLVED_REFS,
                "Pending",
                "Not known here: only a running gateway has filter factory %s".formatted(factory));
    }

    /** The application does not have the factory. */
    public static Condition factoryNotFound(String factory) {
        return Condition.fails(
                RESOLVED_REFS,
                "FactoryNotFound",
                "spec.factory: this application has no filter factory %s; correct it".formatted(factory));
    }

    /**
     * The filter is the gateway's, and the application lacks a library that it needs.
     *
     * @param dependencies Maven coordinates without a version
     */
    public static Condition libraryMissing(String factory, String dependencies) {
        return Condition.fails(
                RESOLVED_REFS,
                "LibraryMissing",
                "spec.factory: filter %s needs a library that this application does not have; add the dependency %s"
                        .formatted(factory, dependencies));
    }
}
