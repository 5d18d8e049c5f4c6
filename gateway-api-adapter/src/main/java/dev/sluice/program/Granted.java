package dev.sluice.program;

import dev.sluice.authorize.Permit;

/**
 * That a request may be forwarded.
 *
 * @param permit what is done to it at the filter's place in the order
 * @param deadline of the request as {@link TimeLimits#ofRequest} has it, counted from before the check
 */
public record Granted(Permit permit, long deadline) {}
