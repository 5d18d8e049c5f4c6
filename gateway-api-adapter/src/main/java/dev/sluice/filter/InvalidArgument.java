package dev.sluice.filter;

/** That a filter does not take an argument. */
public final class InvalidArgument extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /**
     * With what is wrong.
     *
     * @param argument its path, from the object that it belongs to
     * @param causeAndRemedy such as {@code missing; name a Secret}
     */
    public InvalidArgument(String argument, String causeAndRemedy) {
        super(argument + ": " + causeAndRemedy);
    }
}
