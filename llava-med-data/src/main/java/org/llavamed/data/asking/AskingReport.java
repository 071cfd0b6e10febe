package org.llavamed.data.asking;

import org.llavamed.data.teacher.ChatUsage;

/**
 * What a run came to. Counts of samples include those of earlier runs on the same output.
 *
 * @param total samples of the run
 * @param answered samples with a usable reply
 * @param rejected samples whose reply is of no use
 * @param unanswered samples without either; another run asks for them
 * @param settledBefore answered and rejected samples that earlier runs left
 * @param asked requests that this run sent
 * @param lost requests that were under way when an earlier run was killed, found by this run; each is asked again, and may
 *     have been paid for twice
 * @param lostInAll such requests in all runs on this output, those given up by a cancellation of this run included
 * @param damagedLines lines of the journal that a failing disk or a power cut has damaged; their samples are asked again
 * @param usage tokens of all replies
 * @param cancelled whether the run was cancelled before all were asked; the output is then not written
 */
public record AskingReport(
        int total,
        int answered,
        int rejected,
        int unanswered,
        int settledBefore,
        long asked,
        long lost,
        long lostInAll,
        int damagedLines,
        ChatUsage usage,
        boolean cancelled) {}
