/**
 * Answers that we make ourselves: which status, which word in the access log, which text, or the same as problem
 * details for a client that prefers them.
 *
 * <p>Starts at {@link dev.sluice.answer.Answer}. Takes an {@link dev.sluice.answer.AnswerContext}, gives a {@link
 * dev.sluice.answer.Reply}; writes none.
 *
 * <p>May depend on: {@code message}
 */
@NullMarked
package dev.sluice.answer;

import org.jspecify.annotations.NullMarked;
