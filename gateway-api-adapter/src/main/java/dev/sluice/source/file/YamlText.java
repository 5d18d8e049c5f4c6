package dev.sluice.source.file;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Values as YAML that every reader of Kubernetes takes for the same: text such as {@code True} is in quotes. */
public final class YamlText {

    private static final DumpSettings SETTINGS = DumpSettings.builder()
            .setSchema(new KubernetesSchema())
            .setDefaultFlowStyle(FlowStyle.BLOCK)
            .setSplitLines(false)
            .build();

    private YamlText() {}

    /** One document of maps, lists, texts, numbers and truth values. */
    public static String of(Object value) {
        return new Dump(SETTINGS).dumpToString(value);
    }
}
