package dev.sluice.condition;

/**
 * Why a reference to certificates of issuers cannot be used.
 *
 * @param message names the reference, the cause and the remedy
 */
public record TrustFault(Kind kind, String message) {

    private static final String FIELD = "caCertificateRefs";

    /** What is wrong, for which Listeners and policies have different words. */
    public enum Kind {
        /** The object does not exist, or has no certificates that can be read. */
        INVALID_REF,
        /** A kind that is not one of those that hold certificates. */
        INVALID_KIND,
        /** An object of another namespace that allows no reference from here. */
        NOT_PERMITTED
    }

    /**
     * A kind that is not served.
     *
     * @param kind with its group, such as {@code Service} or {@code Bucket.storage.example.com}
     */
    public static TrustFault invalidKind(String kind, String name) {
        return new TrustFault(
                Kind.INVALID_KIND,
                "%s: %s has kind %s; use ConfigMap, Secret or ClusterTrustBundle".formatted(FIELD, name, kind));
    }

    /**
     * An object of another namespace.
     *
     * @param object its kind, namespace and name
     * @param fromKind of the object that refers
     */
    public static TrustFault notPermitted(String object, String fromKind, String fromNamespace) {
        return new TrustFault(
                Kind.NOT_PERMITTED,
                "%s: %s: no ReferenceGrant in its namespace allows %ss of namespace %s; add one"
                        .formatted(FIELD, object, fromKind, fromNamespace));
    }

    /**
     * An object that the pods of the Gateway may not read.
     *
     * @param object its kind, namespace and name
     * @param namespace the one whose objects they read
     */
    public static TrustFault outOfReach(String object, String namespace) {
        return new TrustFault(
                Kind.NOT_PERMITTED,
                "%s: %s: the pods of a dedicated Gateway can only read objects of namespace %s; move it or set mode: shared"
                        .formatted(FIELD, object, namespace));
    }

    /**
     * An object that does not exist.
     *
     * @param object its kind, namespace and name
     * @param remedy how to make it
     */
    public static TrustFault notFound(String object, String remedy) {
        return new TrustFault(Kind.INVALID_REF, "%s: %s does not exist; %s".formatted(FIELD, object, remedy));
    }

    /**
     * An object without certificates that can be read.
     *
     * @param object its kind, namespace and name
     * @param fault what is wrong with it
     * @param remedy what to do about it
     */
    public static TrustFault notUsable(String object, String fault, String remedy) {
        return new TrustFault(Kind.INVALID_REF, "%s: %s: %s; %s".formatted(FIELD, object, fault, remedy));
    }
}
