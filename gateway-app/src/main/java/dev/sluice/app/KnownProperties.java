package dev.sluice.app;

import dev.sluice.validation.schema.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Refuses a property below {@code sluice} that there is not: a limit that somebody set and that is not there. Which
 * there are is in the metadata of all modules.
 *
 * <p>Of the process's environment nothing is refused: Kubernetes puts a variable such as {@code SLUICE_PORT} into the
 * pods next to a Service of this name.
 */
final class KnownProperties implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("sluice");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** After the files of the user were read, and after the log was set up. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 2;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(event.getEnvironment());
    }

    /** @throws UnknownPropertyException for the first that is not known */
    static void check(ConfigurableEnvironment environment) {
        Set<String> names = names();
        Set<String> known = names.stream().map(KnownProperties::inOneSpelling).collect(Collectors.toSet());
        ConfigurationPropertySources.get(environment).forEach(source -> {
            if (source instanceof IterableConfigurationPropertySource iterable && !isOfProcess(iterable)) {
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .map(KnownProperties::withoutIndexes)
                        .filter(name -> !known.contains(inOneSpelling(name)))
                        .findFirst()
                        .ifPresent(name -> {
                            throw new UnknownPropertyException(name, NearestName.of(name, names));
                        });
            }
        });
    }

    private static boolean isOfProcess(IterableConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> it
                && it.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    /** Such as {@code sluice.source.folders}, whatever was set of it. */
    private static String withoutIndexes(ConfigurationPropertyName name) {
        var text = new StringBuilder();
        for (int index = 0; index < name.getNumberOfElements() && !name.isNumericIndex(index); index++) {
            text.append(index == 0 ? "" : ".").append(name.getElement(index, Form.DASHED));
        }
        return text.toString();
    }

    /** A property may be written as {@code drain-timeout} or {@code drainTimeout}. */
    private static String inOneSpelling(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static Set<String> names() {
        Set<String> names = new TreeSet<>();
        try {
            for (URL url :
                    Collections.list(KnownProperties.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = url.openStream()) {
                    for (JsonNode property : JsonMapper.shared().readTree(in).path("properties")) {
                        names.add(property.path("name").asString());
                    }
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(METADATA, unreadable);
        }
        return names;
    }
}
