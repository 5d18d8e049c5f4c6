package dev.sluice.route;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Applications that test classes share, one for each way in: starting one takes seconds, and what is served is applied
 * by each class anyway. All are closed at the end of the run.
 */
public final class DataPlanes implements AutoCloseable {

    private record Key(LaneSetting lane, List<String> properties) {}

    private final Map<Key, DataPlaneFixture> running = new ConcurrentHashMap<>();

    /** Gives {@code DataPlanes} to the methods of a test class: {@code @ExtendWith(DataPlanes.Shared.class)}. */
    public static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DataPlanes.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(DataPlanes.class))
                    .computeIfAbsent(DataPlanes.class, type -> new DataPlanes());
        }
    }

    /** Whose rules all have this way in. The caller must not close it. */
    public DataPlaneFixture with(LaneSetting lane, String... properties) {
        return running.computeIfAbsent(
                new Key(lane, List.of(properties)), key -> DataPlaneFixture.with(lane, properties));
    }

    @Override
    public void close() {
        running.values().forEach(DataPlaneFixture::close);
    }
}
