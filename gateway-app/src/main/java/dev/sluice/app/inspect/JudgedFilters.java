package dev.sluice.app.inspect;

import dev.sluice.config.filter.BuiltInCall;
import dev.sluice.filter.builtin.BuiltInFilters;
import dev.sluice.filter.builtin.BuiltInFirst;
import dev.sluice.graph.extension.FilterFactories;
import java.util.Map;
import java.util.Optional;

/**
 * The filters that the gateway brings are judged without an application; those of one are not. They are made for the
 * first SpringFilter, because they load Netty, logging and Spring's converters, which takes a sixth of a verb's time.
 */
final class JudgedFilters implements FilterFactories {

    private static final class Made {

        static final FilterFactories ALL = new BuiltInFirst(BuiltInFilters.ofJudging(), FilterFactories.NOT_CHECKED);

        private Made() {}
    }

    @Override
    public boolean isBuiltIn(String factory) {
        return Made.ALL.isBuiltIn(factory);
    }

    @Override
    public Optional<String> unusableReference(BuiltInCall call) {
        return Made.ALL.unusableReference(call);
    }

    @Override
    public Optional<Fault> fault(String factory, Map<String, String> args) {
        return Made.ALL.fault(factory, args);
    }
}
