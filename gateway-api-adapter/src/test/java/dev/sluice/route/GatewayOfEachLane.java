package dev.sluice.route;

import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** One gateway for all tests of a class, started for each lane that its annotations name. Classes run one by one. */
abstract class GatewayOfEachLane {

    @SuppressWarnings("NullAway.Init")
    static DataPlaneFixture gateway;

    @Parameter
    @SuppressWarnings("NullAway.Init")
    LaneSetting lane;

    @BeforeParameterizedClassInvocation
    static void start(LaneSetting lane) {
        gateway = DataPlaneFixture.with(lane);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        gateway.close();
    }
}
