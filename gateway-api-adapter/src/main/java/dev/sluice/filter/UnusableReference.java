package dev.sluice.filter;

/** That a Secret or ConfigMap does not hold what a filter needs. */
public final class UnusableReference extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message names argument, object and entry, the cause and the remedy; never a secret value */
    public UnusableReference(String message) {
        super(message);
    }
}
