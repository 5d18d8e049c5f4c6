package dev.sluice.mesh;

/** Connections could not be steered as wanted. The message has cause and fix. */
public final class SteeringFailure extends Exception {

    private static final long serialVersionUID = 1;

    /**
     * A failure.
     *
     * @param message cause and fix
     */
    public SteeringFailure(String message) {
        super(message);
    }
}
