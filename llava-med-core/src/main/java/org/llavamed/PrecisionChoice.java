package org.llavamed;

import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalLong;
import org.llavamed.checkpoint.Checkpoint;
import org.llavamed.checkpoint.CheckpointReport;
import org.llavamed.checkpoint.CheckpointReport.Memory;
import org.llavamed.checkpoint.CheckpointReport.TypeSummary;
import org.llavamed.error.EngineException;
import org.llavamed.internal.model.MachineMemory;
import org.llavamed.internal.tensor.CpuFeatures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles the precision before anything large is loaded, and refuses one that does not fit. */
final class PrecisionChoice {
    /**
     * Most bytes of F32 weights that are worth the speed. Converting to and from bfloat16 around every kernel costs more
     * than it saves where the products are small; a large model gains by reading half as much.
     */
    private static final long SMALL = 256L << 20;

    /** Most bytes of weights that one thread reads so fast that a second would only wait for it. */
    private static final long ONE_THREAD = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(PrecisionChoice.class);

    private PrecisionChoice() {}

    /**
     * Chooses.
     *
     * @param checkpoint what is to be loaded
     * @param wanted what the caller asks for
     * @param limit most bytes the weights may take, or empty for what the machine has
     * @return F32 or BF16
     * @throws EngineException if it does not fit; the message has both numbers
     */
    static Precision choose(Checkpoint checkpoint, Precision wanted, OptionalLong limit) {
        CheckpointReport report = checkpoint.report();
        Precision precision = wanted == Precision.AUTO ? automatic(report, limit) : wanted;
        refuseIfTooLarge(checkpoint, report, precision, limit);
        return precision;
    }

    private static Precision automatic(CheckpointReport report, OptionalLong limit) {
        String stored = report.types().stream()
                .max(Comparator.comparingLong(TypeSummary::bytes))
                .map(TypeSummary::type)
                .orElse("F32");
        if (stored.equals("F32")) {
            return Precision.F32;
        }
        if (needed(memory(report, Precision.F32)) <= SMALL && fits(report, Precision.F32, limit)) {
            LOG.info("{} weights run in f32: the model is small, and f32 is faster", stored);
            return Precision.F32;
        }
        if (!CpuFeatures.bf16() && fits(report, Precision.F32, limit)) {
            LOG.info("{} weights run in f32: this processor has no fast bfloat16", stored);
            return Precision.F32;
        }
        if (stored.equals("F16")) {
            LOG.info("F16 weights are converted to bfloat16 while loading");
        }
        return Precision.BF16;
    }

    /** How many threads the kernels of a model are worth: one, or all there are. */
    static int threads(Checkpoint checkpoint, Precision precision) {
        return needed(memory(checkpoint.report(), precision)) <= ONE_THREAD ? 1 : Integer.MAX_VALUE;
    }

    private static void refuseIfTooLarge(
            Checkpoint checkpoint, CheckpointReport report, Precision precision, OptionalLong limit) {
        if (fits(report, precision, limit)) {
            return;
        }
        Memory memory = memory(report, precision);
        boolean converted = memory.anonymousBytes() > MachineMemory.availableBytes();
        throw new EngineException(checkpoint.folder() + ": the weights need " + gibibytes(needed(memory)) + " in "
                + name(precision) + " (" + gibibytes(memory.mappedBytes()) + " mapped, "
                + gibibytes(memory.anonymousBytes()) + " converted), but "
                + (limit.isPresent()
                        ? "the limit is " + gibibytes(limit.getAsLong())
                        : converted
                                ? "only " + gibibytes(MachineMemory.availableBytes()) + " are available"
                                : "the machine has " + gibibytes(MachineMemory.totalBytes()))
                + alternative(report, precision, limit));
    }

    private static String alternative(CheckpointReport report, Precision precision, OptionalLong limit) {
        Precision other = precision == Precision.F32 ? Precision.BF16 : Precision.F32;
        return fits(report, other, limit)
                ? "; precision " + name(other) + " needs " + gibibytes(needed(memory(report, other)))
                : "";
    }

    private static boolean fits(CheckpointReport report, Precision precision, OptionalLong limit) {
        Memory memory = memory(report, precision);
        if (limit.isPresent()) {
            return needed(memory) <= limit.getAsLong();
        }
        // Mapped pages are the file's: the system drops and rereads them. Converted weights must really be there.
        return needed(memory) <= MachineMemory.totalBytes()
                && memory.anonymousBytes() <= MachineMemory.availableBytes();
    }

    private static long needed(Memory memory) {
        return memory.mappedBytes() + memory.anonymousBytes();
    }

    private static Memory memory(CheckpointReport report, Precision precision) {
        Memory memory = report.memory().get(name(precision));
        if (memory == null) {
            throw new IllegalStateException("the report has no memory for " + precision);
        }
        return memory;
    }

    private static String name(Precision precision) {
        return precision == Precision.F32 ? "f32" : "bf16";
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / (double) (1L << 30));
    }
}
