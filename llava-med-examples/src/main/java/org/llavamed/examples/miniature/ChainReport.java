package org.llavamed.examples.miniature;

import java.util.List;

/**
 * What a run of a chain did.
 *
 * @param finished whether all stages are done; else it was stopped, and the same run goes on
 * @param ran names of the stages that did something, the last of them perhaps not to its end
 * @param skipped names of the stages that were done before
 * @param seconds time that the stages took, also in earlier runs
 */
public record ChainReport(boolean finished, List<String> ran, List<String> skipped, double seconds) {
    /**
     * Copies the lists.
     *
     * @param finished as above
     * @param ran as above
     * @param skipped as above
     * @param seconds as above
     */
    public ChainReport {
        ran = List.copyOf(ran);
        skipped = List.copyOf(skipped);
    }
}
