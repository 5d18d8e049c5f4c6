package dev.sluice.app;

import java.util.Optional;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A property was set that there is not. */
final class UnknownPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String remedy;

    /** @param meant the property that may have been meant */
    UnknownPropertyException(String name, Optional<String> meant) {
        super("there is no property " + name);
        this.remedy = meant.map(it -> "Did you mean " + it + "?").orElse("docs/configuration.md lists all of them.");
    }

    /** In two lines, without a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<UnknownPropertyException> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, UnknownPropertyException cause) {
            return new FailureAnalysis(cause.getMessage(), cause.remedy, cause);
        }
    }
}
