/**
 * Steers with nftables, by the program {@code nft}.
 *
 * <p>Starts at {@link dev.sluice.mesh.nft.NftSteering}; {@link dev.sluice.mesh.nft.NodeCheck} says whether a node can.
 * Takes ClusterIPs and ports, gives rules in the kernel. Text for {@code nft} is only made of addresses and ports that
 * were parsed and printed again here.
 *
 * <p>May depend on: {@code config.mesh}, {@code mesh}, {@code text}
 */
@NullMarked
package dev.sluice.mesh.nft;

import org.jspecify.annotations.NullMarked;
