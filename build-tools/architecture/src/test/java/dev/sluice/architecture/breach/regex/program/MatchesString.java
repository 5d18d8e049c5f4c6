package dev.sluice.architecture.breach.regex.program;

/** A breach: the JDK's engine by another door. */
record MatchesString(String pattern) {

    boolean matches(String value) {
        return value.matches(pattern);
    }
}
