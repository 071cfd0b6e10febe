package org.llavamed.internal.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImagePreprocessor;
import org.llavamed.internal.generation.PromptTokens.PromptImage;
import org.llavamed.internal.model.CancelCheck;
import org.llavamed.internal.model.Decoder;
import org.llavamed.internal.model.KvCache;
import org.llavamed.internal.model.LlavaNetwork;
import org.llavamed.internal.model.LlavaNetwork.ImageFeatures;
import org.llavamed.internal.tensor.ComputeThreads;
import org.llavamed.internal.tensor.DType;
import org.llavamed.internal.tensor.Ops;
import org.llavamed.internal.tensor.Tensor;
import org.llavamed.internal.tensor.TensorScope;

/**
 * What one conversation has computed: its KV cache and which tokens and images are in it. A new prompt reuses the longest
 * common beginning; images count as equal only if their pixels are.
 *
 * <p>Not thread-safe. All heavy work takes the network's compute lock, chunk by chunk and token by token, so that
 * conversations of several threads advance in turn instead of fighting for the cores.
 */
public final class Session implements AutoCloseable {
    /** Rows computed at once: bounds the memory of intermediate values and the time to notice a cancellation. */
    private static final int CHUNK = 1024;

    private static final long LOCK_POLL_MILLIS = 20;

    /** One place of the prompt: a token, or a whole image. */
    private record Place(int id, @Nullable String imageDigest) {}

    private final LlavaNetwork network;
    private final @Nullable ImagePreprocessor preprocessor;
    private final int imagePositions;
    private final LastImage lastImage;
    private final TensorScope scope;
    private final KvCache cache;
    private final List<Place> computed;

    /**
     * An empty session.
     *
     * @param network the model
     * @param preprocessor for its tower, or null if it is text-only
     * @param imagePositions positions one image takes
     * @param lastImage what sessions of the model share
     */
    public Session(
            LlavaNetwork network, @Nullable ImagePreprocessor preprocessor, int imagePositions, LastImage lastImage) {
        this.lastImage = lastImage;
        this.network = network;
        this.preprocessor = preprocessor;
        this.imagePositions = imagePositions;
        this.scope = network.newScope();
        this.cache = cacheOrClose(() -> network.decoder().newCache(scope));
        this.computed = new ArrayList<>();
    }

    private Session(Session other) {
        network = other.network;
        preprocessor = other.preprocessor;
        imagePositions = other.imagePositions;
        lastImage = other.lastImage;
        scope = network.newScope();
        cache = cacheOrClose(() -> other.cache.fork(scope));
        computed = new ArrayList<>(other.computed);
    }

    /** Without memory for a cache there is no session, and its scope must not stay either. */
    private KvCache cacheOrClose(Supplier<KvCache> cache) {
        try {
            return cache.get();
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /**
     * An independent session with the same content.
     *
     * @return the copy
     */
    public Session fork() {
        return new Session(this);
    }

    /**
     * What computing a prompt gave.
     *
     * @param logits unprocessed scores of the first new token
     * @param cachedPositions positions taken from the cache
     * @param imageNanos time spent on images
     * @param prefillNanos time spent on the language model
     */
    @SuppressWarnings("ArrayRecordComponent") // handed straight to the sampler
    public record Prefill(float[] logits, int cachedPositions, long imageNanos, long prefillNanos) {}

    /**
     * Computes a prompt, or what of it is not in the cache.
     *
     * @param prompt the whole prompt
     * @param total positions the prompt and its answer may take
     * @param cancel asked between layers; after a cancellation the session is as if only the common beginning had been
     *     computed
     * @param progress told how much of the language model's work is done, 0 to 1; images come first and do not count
     * @return scores for the first new token
     */
    public Prefill prefill(PromptTokens prompt, int total, CancelCheck cancel, DoubleConsumer progress) {
        List<Place> places = places(prompt);
        int common = commonPlaces(places);
        int cached = positions(computed.subList(0, common));
        computed.subList(common, computed.size()).clear();
        cache.truncate(cached);
        cache.reserve(total);
        long[] imageNanos = {0};
        long begin = System.nanoTime();
        try (TensorScope work = scope.child()) {
            Tensor x = embeddings(work, prompt, places, common, imageNanos, cancel);
            float[] logits = forward(work, x, cancel, progress);
            computed.addAll(places.subList(common, places.size()));
            return new Prefill(logits, cached, imageNanos[0], System.nanoTime() - begin - imageNanos[0]);
        } catch (RuntimeException | Error e) {
            cache.truncate(cached);
            throw e;
        }
    }

    /**
     * Computes one more token.
     *
     * @param id the token
     * @param cancel asked between layers
     * @return scores of the next one
     */
    public float[] step(int id, CancelCheck cancel) {
        try (TensorScope work = scope.child()) {
            float[] logits = forward(work, embed(work, new long[] {id}), cancel, done -> {});
            computed.add(new Place(id, null));
            return logits;
        }
    }

    /**
     * Copies the features of one image out; for traces.
     *
     * @param image the image
     * @param cancel asked between blocks
     * @return selected features and their projection
     */
    public Features features(PromptImage image, CancelCheck cancel) {
        try (TensorScope work = scope.child();
                ImageFeatures features = look(work, image, cancel)) {
            return new Features(
                    (int) features.features().size(1), floats(work, features.features()),
                    (int) features.projected().size(1), floats(work, features.projected()));
        }
    }

    /**
     * Features of one image, row by row.
     *
     * @param towerWidth columns of the selected features
     * @param selected the selected features
     * @param hidden columns of the projection
     * @param projected the projection
     */
    @SuppressWarnings("ArrayRecordComponent") // handed straight to a file
    public record Features(int towerWidth, float[] selected, int hidden, float[] projected) {}

    private static float[] floats(TensorScope work, Tensor x) {
        return new Ops(work).cast(x, DType.F32).toFloats();
    }

    private static List<Place> places(PromptTokens prompt) {
        List<Place> places = new ArrayList<>();
        int image = 0;
        for (int id : prompt.ids()) {
            places.add(new Place(
                    id, id == PromptTokens.IMAGE ? prompt.images().get(image++).digest() : null));
        }
        return places;
    }

    /** At least the last place is computed anew: its scores are wanted. */
    private int commonPlaces(List<Place> places) {
        int most = Math.min(computed.size(), places.size() - 1);
        int common = 0;
        while (common < most && computed.get(common).equals(places.get(common))) {
            common++;
        }
        return common;
    }

    private int positions(List<Place> places) {
        int positions = 0;
        for (Place place : places) {
            positions += place.imageDigest() == null ? 1 : imagePositions;
        }
        return positions;
    }

    /** Embeddings [positions, hidden] of all places from {@code first} on: runs of tokens and images, joined. */
    private Tensor embeddings(
            TensorScope work,
            PromptTokens prompt,
            List<Place> places,
            int first,
            long[] imageNanos,
            CancelCheck cancel) {
        List<Tensor> parts = new ArrayList<>();
        int image = (int) places.subList(0, first).stream()
                .filter(p -> p.imageDigest() != null)
                .count();
        for (int at = first; at < places.size(); ) {
            if (places.get(at).imageDigest() != null) {
                long begin = System.nanoTime();
                parts.add(projected(work, prompt.images().get(image++), cancel));
                imageNanos[0] += System.nanoTime() - begin;
                at++;
            } else {
                int end = at;
                while (end < places.size() && places.get(end).imageDigest() == null) {
                    end++;
                }
                long[] ids =
                        places.subList(at, end).stream().mapToLong(Place::id).toArray();
                parts.add(embed(work, ids));
                at = end;
            }
        }
        return new Ops(work).joinRows(parts);
    }

    private Tensor projected(TensorScope work, PromptImage image, CancelCheck cancel) {
        Tensor known = lastImage.find(work, image.digest());
        if (known != null) {
            return known;
        }
        ImageFeatures features = look(work, image, cancel);
        features.features().close();
        lastImage.keep(work, image.digest(), features.projected());
        return features.projected();
    }

    private Tensor embed(TensorScope work, long[] ids) {
        return network.decoder().embed(new Ops(work), ids);
    }

    private ImageFeatures look(TensorScope work, PromptImage image, CancelCheck cancel) {
        if (preprocessor == null) {
            throw new IllegalStateException("a text-only model looks at no image");
        }
        var pixels = preprocessor.preprocess(image.image());
        ImageFeatures features = locked(cancel, () -> network.look(work, pixels, cancel));
        if (features.projected().size(0) != imagePositions) {
            throw new IllegalStateException("the tower gave "
                    + features.projected().size(0) + " rows for an image of " + imagePositions + " positions");
        }
        return features;
    }

    private float[] forward(TensorScope work, Tensor x, CancelCheck cancel, DoubleConsumer progress) {
        Decoder decoder = network.decoder();
        double chunks = Math.ceil(x.size(0) / (double) CHUNK);
        double[] layers = {0};
        CancelCheck counting = () -> {
            cancel.check();
            progress.accept(layers[0]++ / (chunks * decoder.depth()));
        };
        float[] logits = new float[0];
        for (long at = 0; at < x.size(0); at += CHUNK) {
            long end = Math.min(x.size(0), at + CHUNK);
            long begin = at;
            logits = locked(cancel, () -> {
                try (TensorScope chunkScope = work.child()) {
                    Tensor rows = new Ops(chunkScope).rows(x, begin, end); // [chunk, hidden]
                    int before = cache.length();
                    Tensor hidden = decoder.forward(chunkScope, rows, cache, counting);
                    float[] scores = end == x.size(0) ? decoder.lastLogits(chunkScope, hidden) : new float[0];
                    if (!isFinite(scores) || !new Ops(chunkScope).isFinite(hidden)) {
                        cache.truncate(before);
                        throw network.nonFinite(decoder.locateNonFinite(chunkScope, rows, cache));
                    }
                    return scores;
                }
            });
        }
        return logits;
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private <T> T locked(CancelCheck cancel, Supplier<T> work) {
        Lock lock = network.computeLock();
        try {
            do {
                cancel.check();
            } while (!lock.tryLock(LOCK_POLL_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
        try {
            return ComputeThreads.with(network.threads(), work);
        } finally {
            lock.unlock();
        }
    }

    /** Frees the cache. */
    @Override
    public void close() {
        scope.close();
    }
}
