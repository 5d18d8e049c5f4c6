package dev.sluice.graph.telemetry;

/** Whether this application can trace requests as a policy asks for. */
public enum TracingSupport {
    /** It has OpenTelemetry. */
    SERVED,
    /** It lacks the libraries: policies are refused. */
    NO_LIBRARY
}
