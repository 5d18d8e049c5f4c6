package dev.sluice.condition;

/**
 * Why the object that a parametersRef names gives no settings. Becomes InvalidParameters of a class or a Gateway.
 *
 * @param message names the object, the cause and the remedy
 */
public record ParametersFault(String message) {

    /** Another kind than GatewayParameters. */
    public static ParametersFault otherKind(String kind, String name) {
        return new ParametersFault(
                "%s %s is not supported; use GatewayParameters of group sluice.dev or remove the reference"
                        .formatted(kind, name));
    }

    /** A reference of a class to an object of no namespace. */
    public static ParametersFault namespaceMissing(String name) {
        return new ParametersFault("GatewayParameters %s needs a namespace; add it".formatted(name));
    }

    /** An object that does not exist. */
    public static ParametersFault notFound(String name) {
        return new ParametersFault(
                "GatewayParameters %s does not exist; create it or correct the name".formatted(name));
    }

    /** An object that cannot be read, as of a newer version of its CRD. */
    public static ParametersFault unreadable(String name, String field, String cause, String remedy) {
        return new ParametersFault("GatewayParameters %s: %s: %s; %s".formatted(name, field, cause, remedy));
    }

    /**
     * A word that means nothing.
     *
     * @param field its path under spec
     * @param expected all that mean something
     */
    public static ParametersFault unknownValue(String name, String field, String expected) {
        return new ParametersFault("GatewayParameters %s: spec.%s must be %s".formatted(name, field, expected));
    }

    /**
     * A field that another one, maybe of the class, leaves without meaning.
     *
     * @param field its path under spec
     * @param decider the field that decides
     * @param value its value
     */
    public static ParametersFault unfit(String name, String field, String decider, String value) {
        return new ParametersFault("GatewayParameters %s: spec.%s has no meaning with %s %s; remove it or set spec.%s"
                .formatted(name, field, decider, value, decider));
    }

    /** The message. */
    @Override
    public String toString() {
        return message;
    }
}
