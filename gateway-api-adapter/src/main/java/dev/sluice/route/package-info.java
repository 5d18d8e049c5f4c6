/**
 * The way in through Spring Cloud Gateway, for rules that run filters of Spring's: its Routes, its filter chain with
 * the rule's program as the last filter, and every rule as its actuator lists it.
 *
 * <p>Starts at {@link dev.sluice.route.ScgRuleCompiler}, which makes what requests run, and {@link
 * dev.sluice.route.WebFluxEntry}, to which requests with Spring filters come. Takes rules and requests, gives
 * responses; writes none to a client. Does not decide which rule a request takes, nor what the rule does to it.
 *
 * <p>May depend on: {@code api}, {@code config}, {@code config.*}, {@code message}, {@code table}, {@code program},
 * {@code answer}, {@code edge}, {@code edge.wire}, {@code entry}, {@code filter}, {@code hop}, {@code observe},
 * {@code session}, {@code trace}
 */
@NullMarked
package dev.sluice.route;

import org.jspecify.annotations.NullMarked;
