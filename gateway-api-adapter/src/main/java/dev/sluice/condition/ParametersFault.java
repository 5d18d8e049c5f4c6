package dev.sluice.condition;

/**
 * Why the object that a parametersRef names gives no settings. Becomes InvalidParameters of a class or a Gateway.
 *
 * @param message names the object, the cause and the remedy
 */
public record ParametersFault(String message) {

    /** Something else than a ConfigMap. */
    public static ParametersFault notAConfigMap(String kind, String name) {
        return new ParametersFault("%s %s is not supported; use a ConfigMap of the core group or remove the reference"
                .formatted(kind, name));
    }

    /** A reference of a class to a ConfigMap of no namespace. */
    public static ParametersFault namespaceMissing(String name) {
        return new ParametersFault("ConfigMap %s needs a namespace; add it".formatted(name));
    }

    /** A ConfigMap that does not exist. */
    public static ParametersFault notFound(String configMap) {
        return new ParametersFault("ConfigMap %s does not exist; create it or correct the name".formatted(configMap));
    }

    /**
     * A key that means nothing.
     *
     * @param known all that mean something
     */
    public static ParametersFault unknownKey(String configMap, String key, String known) {
        return new ParametersFault("ConfigMap %s: unknown key %s; use %s".formatted(configMap, key, known));
    }

    /**
     * A value that means nothing.
     *
     * @param expected all that mean something
     */
    public static ParametersFault unknownValue(String configMap, String key, String expected) {
        return new ParametersFault("ConfigMap %s: %s must be %s".formatted(configMap, key, expected));
    }

    /** The message. */
    @Override
    public String toString() {
        return message;
    }
}
