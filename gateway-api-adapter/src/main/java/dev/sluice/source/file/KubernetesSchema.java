package dev.sluice.source.file;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/**
 * What a plain scalar is, as kubectl reads it: YAML 1.1's words for true and false count, so that a {@code yes} where a
 * string belongs is refused here as it is there. A time is told apart, so that one that we write gets quotes: other
 * readers would make a date of it. A scalar in quotes is always a string.
 */
final class KubernetesSchema implements Schema, ScalarResolver {

    /** A time or date of YAML 1.1; read as the string that it is. */
    static final Tag TIMESTAMP = new Tag("tag:yaml.org,2002:timestamp");

    private static final Set<String> TRUE =
            Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("false", "False", "FALSE", "no", "No", "NO", "n", "N", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    /** What a number and a time begin with. */
    private static final String NUMERIC = "0123456789+-.";

    private static final Pattern INTEGER = Pattern.compile("^[-+]?[0-9]+$");
    private static final Pattern FLOAT = Pattern.compile("^[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?$");

    private static final Pattern TIME = Pattern.compile("^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?$");

    @Override
    public Tag resolve(String value, Boolean implicit) {
        if (!implicit) {
            return Tag.STR;
        }
        if (NULL.contains(value)) {
            return Tag.NULL;
        }
        if (TRUE.contains(value) || FALSE.contains(value)) {
            return Tag.BOOL;
        }
        // Most scalars are words, for which three expressions would be run in vain.
        if (NUMERIC.indexOf(value.charAt(0)) < 0) {
            return Tag.STR;
        }
        if (INTEGER.matcher(value).find()) {
            return Tag.INT;
        }
        if (TIME.matcher(value).find()) {
            return TIMESTAMP;
        }
        return FLOAT.matcher(value).find() ? Tag.FLOAT : Tag.STR;
    }

    static boolean isTrue(String value) {
        return TRUE.contains(value);
    }

    static boolean isFalse(String value) {
        return FALSE.contains(value);
    }

    @Override
    public ScalarResolver getScalarResolver() {
        return this;
    }

    @Override
    public Map<Tag, ConstructNode> getSchemaTagConstructors() {
        return Map.of();
    }
}
