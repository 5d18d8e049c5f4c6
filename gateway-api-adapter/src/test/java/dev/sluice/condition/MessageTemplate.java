package dev.sluice.condition;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one factory of the catalogue writes, with {@code <name>} in the place of each of its arguments.
 *
 * @param factory such as {@code GatewayConditions.pending}
 * @param object whose status has it, such as {@code Listener}
 */
public record MessageTemplate(
        String factory, String object, Condition.Type type, Condition.Status status, String reason, String message) {

    private static final Pattern PLACEHOLDER = Pattern.compile("<[a-zA-Z]+>");

    /** Several of the same are counted by their number, and one is not. */
    private static final String MORE = "; and <more> more";

    /** Whether the factory can have written this condition. */
    public boolean wrote(String ofObject, String ofType, String ofStatus, String ofReason, String text) {
        return object.equals(ofObject)
                && type.word().equals(ofType)
                && status.word().equals(ofStatus)
                && reason.equals(ofReason)
                && pattern().matcher(text).matches();
    }

    /** How many characters do not come from arguments: of several that fit, the longest has written a message. */
    public int literals() {
        return words().length();
    }

    /** What does not come from arguments. */
    String words() {
        return PLACEHOLDER.matcher(message).replaceAll("");
    }

    private Pattern pattern() {
        boolean counted = message.endsWith(MORE);
        String counter = counted ? "(; and [0-9]+ more)?" : "";
        String text = counted ? message.substring(0, message.length() - MORE.length()) : message;
        return Pattern.compile(
                Stream.of(PLACEHOLDER.split(text, -1)).map(Pattern::quote).collect(Collectors.joining(".+")) + counter,
                Pattern.DOTALL);
    }
}
