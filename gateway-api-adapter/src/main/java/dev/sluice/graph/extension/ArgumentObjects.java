package dev.sluice.graph.extension;

import dev.sluice.condition.Condition;
import dev.sluice.condition.SpringFilterConditions;
import dev.sluice.config.filter.ReferredObject;
import dev.sluice.graph.grant.Grants;
import dev.sluice.graph.reading.Reading;
import dev.sluice.resource.ArgumentReference;
import dev.sluice.resource.ConfigMap;
import dev.sluice.resource.Kinds;
import dev.sluice.resource.ObjectName;
import dev.sluice.resource.Secret;
import dev.sluice.resource.SpringFilter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows references in the arguments of SpringFilters to Secrets and ConfigMaps. */
final class ArgumentObjects {

    private final Map<ObjectName, Secret> secrets;
    private final Map<ObjectName, ConfigMap> configMaps;
    private final Grants grants;

    ArgumentObjects(Reading reading, Grants grants) {
        this.secrets = reading.byName(Kinds.SECRET);
        this.configMaps = reading.byName(Kinds.CONFIG_MAP);
        this.grants = grants;
    }

    /** Where the references of one filter lead. */
    sealed interface Outcome {

        /**
         * All to an object.
         *
         * @param objects by the path of the argument
         */
        record Found(Map<String, ReferredObject> objects) implements Outcome {}

        /** One to nothing that may be used. */
        record Broken(Condition resolvedRefs) implements Outcome {}
    }

    /**
     * Follows all references of a filter, up to the first that leads nowhere. Whether one is permitted is judged before
     * whether its object exists, so that a refusal says nothing about other namespaces.
     */
    Outcome of(SpringFilter filter) {
        var referrer = new Grants.Referrer(
                SpringFilter.GROUP, Kinds.SPRING_FILTER.word(), filter.name().namespace());
        var objects = new LinkedHashMap<String, ReferredObject>();
        for (ArgumentReference reference : filter.references()) {
            var kind = reference.kind().word();
            var name = reference.name();
            var object = kind + " " + name;
            if (!grants.areGiven(referrer, new Grants.Target("", kind, name.namespace(), name.name()))) {
                return new Outcome.Broken(
                        SpringFilterConditions.referenceNotPermitted(reference.path(), object, referrer.namespace()));
            }
            var data = data(reference);
            if (data == null) {
                return new Outcome.Broken(SpringFilterConditions.objectNotFound(reference.path(), object));
            }
            objects.put(reference.path(), new ReferredObject(object, data));
        }
        return new Outcome.Found(objects);
    }

    private @Nullable Map<String, String> data(ArgumentReference reference) {
        if (reference.kind().equals(Kinds.CONFIG_MAP)) {
            var configMap = configMaps.get(reference.name());
            return configMap == null ? null : configMap.data();
        }
        var secret = secrets.get(reference.name());
        return secret == null ? null : text(secret);
    }

    private static Map<String, String> text(Secret secret) {
        var text = new HashMap<String, String>();
        secret.data().forEach((key, value) -> text.put(key, new String(value, StandardCharsets.UTF_8)));
        return text;
    }
}
