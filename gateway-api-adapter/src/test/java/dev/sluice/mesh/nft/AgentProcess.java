package dev.sluice.mesh.nft;

import dev.sluice.config.mesh.FailureMode;
import dev.sluice.mesh.Steered;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** A process that steers until it is killed: port 80 of two open and two closed addresses. */
final class AgentProcess {

    private AgentProcess() {}

    /** The first line of the input is how nft is called. */
    public static void main(String[] addresses) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<String> nft = List.of(input.readLine().split(" ", -1));
        var steering = new NftSteering(Node.AGENT, nft);
        steering.steer(Set.of(
                new Steered(addresses[0], 80, FailureMode.OPEN),
                new Steered(addresses[1], 80, FailureMode.OPEN),
                new Steered(addresses[2], 80, FailureMode.CLOSED),
                new Steered(addresses[3], 80, FailureMode.CLOSED)));
        System.out.println("steered");
        Thread.currentThread().join();
    }
}
