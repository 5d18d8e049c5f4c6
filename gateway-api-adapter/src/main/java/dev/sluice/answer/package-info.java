/**
 * Answers that we make ourselves: which status, which word in the access log, which text.
 *
 * <p>Starts at {@link dev.sluice.answer.Answer}. Takes nothing, gives the parts of a response; writes none of them.
 *
 * <p>May depend on: nothing
 */
@NullMarked
package dev.sluice.answer;

import org.jspecify.annotations.NullMarked;
