package org.llavamed.examples.miniature;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.llavamed.data.answers.OtherSettingsException;
import org.llavamed.error.LlavaMedException;

/** One attempt at a {@link Stage}: does its work, and keeps in the log how far it came and how long it took. */
final class StageAttempt implements StageRun {
    private static final long KEEP = 10_000_000_000L;

    private final Place place;
    private final Stage stage;
    private final String at;
    private final Map<String, String> inputs;
    private final double before;
    private final boolean goesOn;
    private final Expectation expectation;
    private final long began = System.nanoTime();
    private long kept = began;

    /**
     * What all attempts of a chain share.
     *
     * @param folder of the chain
     * @param log what is kept from run to run
     * @param digests of files in the folder
     * @param listener told how it goes
     * @param stop asked whether to stop
     */
    record Place(Path folder, ChainLog log, FileDigests digests, ChainListener listener, BooleanSupplier stop) {}

    /**
     * How long it will be, as far as it is known.
     *
     * @param usual seconds that the stage takes, or null
     * @param after seconds that the stages behind it take; NaN if not known
     */
    record Expectation(@Nullable Double usual, double after) {}

    /**
     * An attempt; nothing is done yet.
     *
     * @param place where
     * @param stage what
     * @param at how lines about it begin
     * @param inputs digests of what it reads
     * @param begun what an earlier attempt left to go on with, or null to begin from nothing
     * @param expectation how long it will be
     */
    StageAttempt(
            Place place,
            Stage stage,
            String at,
            Map<String, String> inputs,
            ChainLog.@Nullable Entry begun,
            Expectation expectation) {
        this.place = place;
        this.stage = stage;
        this.at = at;
        this.inputs = inputs;
        this.before = begun == null ? 0 : begun.seconds();
        this.goesOn = begun != null;
        this.expectation = expectation;
    }

    /**
     * Does the work of the stage.
     *
     * @return false if it was told to stop and did
     */
    boolean work() {
        if (!goesOn) {
            ChainFolder.removeTree(folder());
        }
        place.log().put(stage.name(), ChainLog.Entry.begun(stage.settings(), inputs, before));
        try {
            Files.createDirectories(folder());
            done(stage.work().run(this));
            return true;
        } catch (CancellationException e) {
            keepSeconds();
            tell("stopped after " + Words.time(seconds()));
            return false;
        } catch (IOException e) {
            throw new LlavaMedException(folder() + ": cannot be made (" + e + ")", e);
        } catch (LlavaMedException e) {
            keepSeconds();
            if (!goesOn || e instanceof OtherSettingsException) {
                throw e;
            }
            throw new LlavaMedException(
                    e.getMessage() + " (" + stage.name() + " went on from an earlier run; if that is to blame, remove "
                            + folder() + " to begin it anew)",
                    e);
        } catch (RuntimeException e) {
            keepSeconds();
            throw e;
        }
    }

    private void done(ObjectNode facts) {
        Map<String, String> outputs = place.digests().of(stage.outputs());
        for (String output : stage.outputs()) {
            if (!outputs.containsKey(output)) {
                throw new IllegalStateException(stage.name() + " did not write " + output);
            }
        }
        double taken = seconds();
        place.log().put(stage.name(), new ChainLog.Entry(true, taken, stage.settings(), inputs, outputs, facts));
        ChainFolder.tidy(folder());
        String told = facts.isEmpty() ? "" : "; " + Words.facts(facts);
        tell("done in " + Words.time(taken) + told);
    }

    /** Seconds that the stage took up to now, in earlier attempts, too. */
    double seconds() {
        return Math.round(1000 * (before + (System.nanoTime() - began) / 1e9)) / 1000.0;
    }

    private void keepSeconds() {
        place.log().put(stage.name(), ChainLog.Entry.begun(stage.settings(), inputs, seconds()));
    }

    @Override
    public Path folder() {
        return place.folder().resolve(stage.name());
    }

    @Override
    public Path path(String relative) {
        return place.folder().resolve(relative);
    }

    @Override
    public synchronized void progress(double done, String text) {
        if (System.nanoTime() - kept > KEEP) { // what a kill may cost
            kept = System.nanoTime();
            keepSeconds();
        }
        Double usual = expectation.usual();
        double rest = usual == null ? Double.NaN : (1 - done) * usual + expectation.after();
        place.listener()
                .progress(String.format(
                        Locale.ROOT,
                        "%s: %s; %s so far%s",
                        at,
                        text,
                        Words.time(seconds()),
                        Double.isNaN(rest) ? "" : ", about " + Words.time(rest) + " to the end of all"));
    }

    @Override
    public void tell(String line) {
        place.listener().tell(at + ": " + line);
    }

    @Override
    public boolean stopped() {
        return place.stop().getAsBoolean();
    }
}
