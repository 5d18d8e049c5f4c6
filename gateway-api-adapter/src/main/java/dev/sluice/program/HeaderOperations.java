package dev.sluice.program;

import dev.sluice.config.filter.HeaderModification;
import dev.sluice.config.filter.HeaderModification.HeaderValue;
import dev.sluice.memory.Interner;
import dev.sluice.message.HopByHop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A header modifier, ready to run: set, then add, then remove, as HTTPHeaderFilter lists them.
 *
 * <p>Headers that say where a message ends or that mean one connection are left alone, for a wrong one would let a
 * request hide in a body. Host can be set, neither doubled nor removed: RFC 9112, section 3.2, wants exactly one.
 */
final class HeaderOperations {

    private static final Operation[] NO_OPERATIONS = {};
    private static final AsciiString[] NO_NAMES = {};

    /** Many rules name the same headers, and nearly as many give them the same value. */
    private static final Interner SHARED = new Interner(1 << 10);

    private final Operation[] set;
    private final Operation[] add;
    private final AsciiString[] remove;

    private HeaderOperations(Operation[] set, Operation[] add, AsciiString[] remove) {
        this.set = set;
        this.add = add;
        this.remove = remove;
    }

    static HeaderOperations compile(HeaderModification modification) {
        return new HeaderOperations(
                operations(modification.set(), true),
                operations(modification.add(), false),
                removals(modification.remove()));
    }

    void apply(HttpHeaders headers) {
        for (Operation operation : set) {
            headers.set(operation.name, operation.value);
        }
        for (Operation operation : add) {
            headers.add(operation.name, operation.value);
        }
        for (AsciiString name : remove) {
            headers.remove(name);
        }
    }

    /** What is set or removed is not taken from behind the body either. */
    void applyToTrailers(HttpHeaders trailers) {
        for (Operation operation : set) {
            trailers.remove(operation.name);
        }
        for (AsciiString name : remove) {
            trailers.remove(name);
        }
    }

    private static AsciiString[] removals(List<String> names) {
        return names.isEmpty()
                ? NO_NAMES
                : names.stream()
                        .filter(name -> mayChange(name, false))
                        .map(HeaderOperations::shared)
                        .toArray(AsciiString[]::new);
    }

    private static AsciiString shared(String name) {
        return SHARED.of(new AsciiString(name));
    }

    /** Of names that differ only in case the first counts. Source: HTTPHeader.name. */
    private static Operation[] operations(List<HeaderValue> values, boolean replaces) {
        if (values.isEmpty()) {
            return NO_OPERATIONS;
        }
        Set<String> names = new HashSet<>();
        return values.stream()
                .filter(value -> names.add(value.name().toLowerCase(Locale.ROOT)))
                .filter(value -> mayChange(value.name(), replaces))
                .map(value -> SHARED.of(new Operation(shared(value.name()), value.value())))
                .toArray(Operation[]::new);
    }

    private static boolean mayChange(String name, boolean replaces) {
        return !HopByHop.covers(name) && (replaces || !HttpHeaderNames.HOST.contentEqualsIgnoreCase(name));
    }

    private record Operation(AsciiString name, String value) {}
}
