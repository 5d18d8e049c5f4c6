package dev.sluice.golden;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A case says what it means, or it is refused: a misspelt key would let it test something else. */
final class GoldenFileTest {

    @Test
    void unknownSettingIsRefusedWithItsFileAndTheKeyThatWasMeant() {
        assertThatThrownBy(() -> GoldenFile.read("settings.yaml", "clusterPort: 20000-20999", GoldenSettings.SCHEMA))
                .hasMessage(
                        "settings.yaml: clusterPort: unknown field \"clusterPort\"; did you mean \"clusterPorts\"?");
    }

    @Test
    void unknownMemberOfARequestIsRefusedWithItsPlace() {
        var yaml = """
                - {socket: "shop/gw:80", host: a.example.com, path: /, taken: shop/web}
                - {socket: "shop/gw:80", host: a.example.com, path: /, header: {a: "1"}, taken: shop/web}
                """;
        assertThatThrownBy(() -> GoldenFile.read("requests.yaml", yaml, GoldenRequest.SCHEMA))
                .hasMessage("requests.yaml: [1].header: unknown field \"header\"; did you mean \"headers\"?");
    }

    @Test
    void requestWithoutAnExpectationIsRefused() {
        assertThatThrownBy(() ->
                        GoldenFile.read("requests.yaml", "[{socket: \"shop/gw:80\", path: /}]", GoldenRequest.SCHEMA))
                .hasMessageContaining("[0].taken: missing");
    }

    @Test
    void nameOfAHeaderIsWrittenInLowerCaseAsTheTableAsksForIt() {
        var yaml = "[{socket: \"shop/gw:80\", path: /, headers: {Version: two}, taken: shop/web}]";
        assertThatThrownBy(() -> GoldenFile.read("requests.yaml", yaml, GoldenRequest.SCHEMA))
                .hasMessageContaining("[0].headers.Version: \"Version\" (expected: lower case)");
    }

    @Test
    void settingsOfAMachineAndOfAClusterDoNotMix() {
        var yaml = "{clusterPorts: 20000-20999, privilegedPortOffset: 0}";
        assertThatThrownBy(() -> GoldenFile.read("settings.yaml", yaml, GoldenSettings.SCHEMA))
                .hasMessageContaining("privilegedPortOffset is of a machine");
    }
}
