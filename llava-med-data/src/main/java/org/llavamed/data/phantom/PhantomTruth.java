package org.llavamed.data.phantom;

import org.llavamed.data.file.JsonRecord;

/**
 * A record of {@code truth.jsonl}: which phantom it is, and the truth about it.
 *
 * @param pairId its name; its image is {@code <name>.png}
 * @param plan the truth
 */
public record PhantomTruth(String pairId, PhantomPlan plan) {
    /**
     * Reads a record.
     *
     * @param json the record
     * @return the truth
     * @throws org.llavamed.error.LlavaMedException if it is no such record, or what it says is not what this version of the
     *     library draws
     */
    public static PhantomTruth of(JsonRecord json) {
        PhantomPlan plan;
        try {
            plan = PhantomPlan.of(Long.parseLong(json.string("seed")));
        } catch (NumberFormatException e) {
            throw json.refuse("seed", "is not a whole number of 64 bits");
        }
        if (!PhantomJson.tells(json.object(), plan)) {
            throw json.refuse("seed", "gives another phantom than the record tells of; draw the set again");
        }
        return new PhantomTruth(json.string("pair_id"), plan);
    }

    /**
     * The file of its drawing in the folder {@code images}.
     *
     * @return the file's name
     */
    public String image() {
        return pairId + ".png";
    }

    /**
     * Whether training never shows one of its findings in this form.
     *
     * @return whether any finding is {@link PhantomPlan#heldOut kept from training}
     */
    public boolean heldOut() {
        return plan.findings().stream().anyMatch(plan::heldOut);
    }
}
