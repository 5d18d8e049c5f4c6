package dev.sluice.mesh.nft;

import java.util.List;

/** What came of a command for {@code nft}. */
sealed interface NftAnswer {

    /** It is in effect. */
    record Done() implements NftAnswer {}

    /**
     * Nothing of it is in effect.
     *
     * @param lines what {@code nft} printed, not empty
     */
    record Refused(List<String> lines) implements NftAnswer {}

    /** {@code nft} ended, or did not answer in time and was ended; what belonged to it is gone. */
    record Ended(String why) implements NftAnswer {}
}
