package org.llavamed.data.phantom;

/** What phantoms are for. Their seeds differ in the lowest bit, so that no phantom is in both. */
public enum Split {
    /** To learn from; combinations of {@link HeldOut} do not occur. */
    TRAIN("train"),
    /** To be tested on; all combinations occur. */
    TEST("test");

    private final String key;

    Split(String key) {
        this.key = key;
    }

    /**
     * The name in files and commands.
     *
     * @return {@code train} or {@code test}
     */
    public String key() {
        return key;
    }

    /**
     * The seed of a phantom of a set.
     *
     * @param setSeed seed of the set
     * @param index number of the phantom in the set, from 0
     * @return odd for testing, even for training
     */
    public long seed(long setSeed, long index) {
        long even = Draws.mix(Draws.mix(setSeed + 0x9e3779b97f4a7c15L) + index) & ~1L;
        return this == TRAIN ? even : even + 1;
    }

    /**
     * What a seed is for.
     *
     * @param seed of a phantom
     * @return its split
     */
    public static Split of(long seed) {
        return (seed & 1) == 0 ? TRAIN : TEST;
    }
}
