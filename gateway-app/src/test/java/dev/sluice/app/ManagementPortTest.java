package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class ManagementPortTest {

    private static final String PORT = "management.server.port";
    private static final String ADDRESS = "management.server.address";

    @Test
    void byDefaultOnePortOfTheLoopbackAddressIsOpen() {
        assertThat(with())
                .containsEntry("server.port", "9090")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry(PORT, "")
                .doesNotContainKey(ADDRESS);
    }

    @Test
    void theOnePortCanBeMoved() {
        assertThat(with(PORT + "=9191", "server.address=0.0.0.0"))
                .containsEntry("server.port", "9191")
                .containsEntry("server.address", "0.0.0.0")
                .containsEntry(PORT, "");
    }

    @Test
    void managementAddressWithoutApplicationPortIsRefusedWithARemedy() {
        assertThatThrownBy(() -> with(ADDRESS + "=0.0.0.0"))
                .isInstanceOf(InvalidConfigurationPropertyValueException.class)
                .hasMessageContaining("server.address");
    }

    @Test
    void anApplicationPortLeavesTheActuatorAloneOnItsOwn() {
        assertThat(with("server.port=8888"))
                .containsEntry("server.port", "8888")
                .doesNotContainKey("server.address")
                .containsEntry(PORT, "9090")
                .containsEntry(ADDRESS, "127.0.0.1");
    }

    @Test
    void besideAnApplicationPortManagementSettingsStay() {
        assertThat(with("server.port=8888", PORT + "=9191", ADDRESS + "=0.0.0.0"))
                .containsEntry("server.port", "8888")
                .containsEntry(PORT, "9191")
                .containsEntry(ADDRESS, "0.0.0.0");
    }

    /** What the environment says afterwards of the four properties. */
    private static Map<String, Object> with(String... settings) {
        var environment = new StandardEnvironment();
        Map<String, Object> set = Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        environment.getPropertySources().addFirst(new MapPropertySource("user", set));

        ManagementPort.complete(environment);

        return Arrays.asList("server.port", "server.address", PORT, ADDRESS).stream()
                .filter(environment::containsProperty)
                .collect(Collectors.toMap(key -> key, environment::getRequiredProperty));
    }
}
