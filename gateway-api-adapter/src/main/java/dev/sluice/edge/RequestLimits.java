package dev.sluice.edge;

/**
 * How much a request may hold before it is refused.
 *
 * @param requestLine octets of method, target and version, else 414
 * @param headers octets of all headers, else 431
 * @param headerCount header lines, else 431
 * @param body octets of the body, else 413; {@link Long#MAX_VALUE} for no limit
 */
public record RequestLimits(int requestLine, int headers, int headerCount, long body) {}
