/**
 * What a rule does with a request, compiled once: filters as values become operations on Netty headers, the backend is
 * chosen by weight, the upstream call is made.
 *
 * <p>Starts at {@link dev.sluice.program.RuleProgram}. Takes a {@link dev.sluice.program.ProgramRequest}, gives a
 * {@link dev.sluice.program.ProgramResponse}; knows no Spring type, so that every way in can run it.
 *
 * <p>May depend on: {@code config}, {@code config.*}, {@code message}, {@code hop}, {@code answer},
 * {@code authorize}, {@code session}, {@code balance}, {@code upstream}, {@code trace}, {@code memory}
 */
@NullMarked
package dev.sluice.program;

import org.jspecify.annotations.NullMarked;
