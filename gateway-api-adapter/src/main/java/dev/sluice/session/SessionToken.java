package dev.sluice.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client carries for us, before it is sealed.
 *
 * @param pins at most one for each scope, the latest last; at most 16
 */
public record SessionToken(SessionId id, List<Pin> pins) {

    /** So that a cookie stays below 700 characters, however many rules share its name. */
    static final int MOST_PINS = 16;

    public SessionToken {
        pins = List.copyOf(pins);
        if (pins.size() > MOST_PINS) {
            throw new IllegalArgumentException("More than " + MOST_PINS + " pins");
        }
    }

    /** The pin of a scope; null where there is none. */
    public @Nullable Pin pin(long scope) {
        for (Pin pin : pins) {
            if (pin.scope() == scope) {
                return pin;
            }
        }
        return null;
    }

    /** The same with this pin in place of that of its scope; where there are too many, the oldest goes. */
    public SessionToken with(Pin added) {
        var more = new ArrayList<>(pins);
        more.removeIf(pin -> pin.scope() == added.scope());
        if (more.size() == MOST_PINS) {
            more.removeFirst();
        }
        more.addLast(added);
        return new SessionToken(id, more);
    }
}
