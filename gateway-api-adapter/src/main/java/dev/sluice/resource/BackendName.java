package dev.sluice.resource;

/**
 * Names an object that requests are sent to. Hashed by words: the constants of kinds are large.
 *
 * @param kind {@link Kinds#SERVICE} or {@link Kinds#X_BACKEND}
 */
public record BackendName(Kind<?> kind, ObjectName name) {

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + kind.word().hashCode();
    }
}
