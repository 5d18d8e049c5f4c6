package dev.sluice.answer;

import org.jspecify.annotations.Nullable;

/**
 * The body of a request went wrong on its way in. It ends the stream of the body, so that whoever reads it gives up and
 * answers with {@link #answerTo}. Has no stack trace: it is the client's fault.
 */
public final class RequestFault extends RuntimeException {

    private final Answer answer;

    public RequestFault(Answer answer) {
        super(answer.reason(), null, false, false);
        this.answer = answer;
    }

    /**
     * What a client is told whose body ended in a failure; {@link Answer#REQUEST_BROKEN} for those that say nothing.
     */
    public static Answer answerTo(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestFault fault) {
                return fault.answer;
            }
        }
        return Answer.REQUEST_BROKEN;
    }
}
