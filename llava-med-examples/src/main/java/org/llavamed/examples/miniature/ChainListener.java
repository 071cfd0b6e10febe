package org.llavamed.examples.miniature;

/** Told how a chain goes, in lines for people; called by the thread that runs the chain or by one that works for it. */
public interface ChainListener {
    /** Tells nobody. */
    ChainListener NONE = new ChainListener() {
        @Override
        public void tell(String line) {}

        @Override
        public void progress(String line) {}
    };

    /**
     * Something that is to be read once.
     *
     * @param line one line
     */
    void tell(String line);

    /**
     * How far the stage has come; takes the place of what was told by this method before. Called often.
     *
     * @param line one line
     */
    void progress(String line);
}
