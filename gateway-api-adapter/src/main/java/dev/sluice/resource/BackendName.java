package dev.sluice.resource;

/**
 * Names an object that requests are sent to. Hashed by words: the constants of kinds are large.
 *
 * @param kind one of {@link Kinds#BACKENDS}
 */
public record BackendName(Kind<?> kind, ObjectName name) {

    /** That of a Service. */
    public static BackendName ofService(ObjectName name) {
        return new BackendName(Kinds.SERVICE, name);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.word().hashCode();
    }

    /** {@code Service shop/cart}. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
