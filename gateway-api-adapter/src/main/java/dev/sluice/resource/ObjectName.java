package dev.sluice.resource;

/**
 * Namespace and name of an object; orders by both, which is the order of every list that we make.
 *
 * @param namespace empty for a cluster-scoped object
 */
public record ObjectName(String namespace, String name) implements Comparable<ObjectName> {

    /**
     * Whether an API server may have an object of this name: namespace and name are segments of its path. A reference
     * may hold any text, which must not lead to another path. No getter by its name: a name is written as JSON, as it
     * is. Source: ValidatePathSegmentName of Kubernetes, stricter.
     */
    public boolean canBeStored() {
        return !name.isEmpty() && isSegment(name) && isSegment(namespace);
    }

    private static boolean isSegment(String text) {
        return !text.equals(".") && !text.equals("..") && text.chars().allMatch(ObjectName::isOfNames);
    }

    private static boolean isOfNames(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-._:".indexOf(character) >= 0;
    }

    @Override
    public int compareTo(ObjectName other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** {@code namespace/name}, or the name alone. */
    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
