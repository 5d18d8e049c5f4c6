package dev.sluice.graph.extension;

import dev.sluice.config.filter.RouteFilter;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Memo;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.HttpRouteFilter;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.SpringFilter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every SpringFilter, judged; follows extensionRefs to them. Source: LocalObjectReference. */
public final class SpringFilters {

    private final Reading reading;
    private final Map<ObjectName, SpringFilter> byName;
    private final FilterFactories factories;
    private final ArgumentObjects objects;
    private final Memo<ObjectName, SpringFilterNode> verdicts;
    private final @Nullable String confined;

    /**
     * Those of one state.
     *
     * @param verdicts those that hold; the factories are the same for all of them
     */
    public SpringFilters(
            Reading reading, Grants grants, FilterFactories factories, Memo<ObjectName, SpringFilterNode> verdicts) {
        this.reading = reading;
        this.byName = reading.byName(Kinds.SPRING_FILTER);
        this.factories = factories;
        this.objects = new ArgumentObjects(reading, grants);
        this.verdicts = verdicts;
        this.confined = null;
    }

    private SpringFilters(SpringFilters other, @Nullable String confined) {
        this.reading = other.reading;
        this.byName = other.byName;
        this.factories = other.factories;
        this.objects = other.objects;
        this.verdicts = other.verdicts;
        this.confined = confined;
    }

    /**
     * The same for pods that cannot read all Secrets and ConfigMaps.
     *
     * @param namespace the only one whose they can read; null: all
     */
    public SpringFilters confinedTo(@Nullable String namespace) {
        return new SpringFilters(this, namespace);
    }

    /** All of them, in the order of the state. */
    public List<SpringFilterNode> nodes() {
        return reading.all(Kinds.SPRING_FILTER).stream()
                .map(filter -> node(filter.name()))
                .toList();
    }

    /** It is asked for by its name, so that the verdict ends when it changes. */
    private SpringFilterNode node(ObjectName name) {
        return verdicts.of(
                name,
                reading,
                () -> SpringFilterNode.judge(Objects.requireNonNull(byName.get(name)), factories, objects));
    }

    /** Where an extensionRef leads. */
    public sealed interface Outcome {

        /** To a filter that can run. */
        record Found(RouteFilter filter) implements Outcome {}

        /**
         * To a kind that is not ours.
         *
         * @param kind with its group, such as {@code Plugin.example.com}
         */
        record OtherKind(String kind) implements Outcome {}

        /** Nowhere: there is no such SpringFilter. */
        record NotThere(ObjectName name) implements Outcome {}

        /**
         * To a SpringFilter that cannot be used.
         *
         * @param cause names its field, what is wrong and the remedy
         */
        record Unusable(ObjectName name, String cause) implements Outcome {}
    }

    /**
     * Follows one.
     *
     * @param namespace of the object that refers
     */
    public Outcome find(String namespace, HttpRouteFilter.ExtensionRef ref) {
        if (!ref.group().equals(SpringFilter.GROUP) || !ref.kind().equals("SpringFilter")) {
            return new Outcome.OtherKind(ref.kind() + "." + ref.group());
        }
        var name = new ObjectName(namespace, ref.name());
        if (byName.get(name) == null) {
            return new Outcome.NotThere(name);
        }
        var node = node(name);
        return node.outOfReach(confined)
                .or(node::fault)
                .<Outcome>map(cause -> new Outcome.Unusable(name, cause))
                .orElseGet(() -> new Outcome.Found(node.filter()));
    }
}
