package dev.sluice.config.filter;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A filter that the gateway brings, its arguments, and the objects that these refer to. All of it is plain data:
 * nothing in it is evaluated.
 *
 * @param source the object that it comes from, such as {@code SpringFilter shop/who}
 * @param filter such as {@code IpAccess}
 * @param args value by the path of the argument, such as {@code allow[0]}; in the order written
 * @param referred what arguments refer to, by the path of the argument, such as {@code secretRef}
 */
public record BuiltInCall(
        String source, String filter, Map<String, String> args, Map<String, ReferredObject> referred) {

    public BuiltInCall {
        args = new SpringFilterCall(source, filter, args).args();
        referred = Map.copyOf(referred);
    }

    /** Arguments in another order are others, as those of a {@link SpringFilterCall}. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BuiltInCall that
                && source.equals(that.source)
                && filter.equals(that.filter)
                && List.copyOf(args.entrySet()).equals(List.copyOf(that.args.entrySet()))
                && referred.equals(that.referred);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, filter, args, referred);
    }
}
