package org.llavamed.data.teacher;

/**
 * So much a minute, evenly: it fills at a sixtieth of the limit a second and holds no more than a second's worth (at least 1),
 * so that no minute sees more than the limit, that second and one request. What is larger than the bucket goes when it is full
 * and leaves a debt that later ones wait out, and nothing takes more than a minute's worth: every wait ends.
 *
 * <p>Not safe for concurrent use: {@link RateLimit} locks.
 */
final class TokenBucket {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final long perMinute;
    private final double capacity;
    private double level;
    private long filledAt;

    TokenBucket(long perMinute, long now) {
        if (perMinute < 1) {
            throw new IllegalArgumentException("a limit of " + perMinute + " a minute lets nothing through");
        }
        this.perMinute = perMinute;
        capacity = Math.max(1, perMinute / 60.0);
        level = capacity;
        filledAt = now;
    }

    /** Nanoseconds until this amount may be taken, 0 if it may now. */
    long waitFor(long amount, long now) {
        fill(now);
        double missing = Math.min((double) amount, capacity) - level;
        // At least one: rounding must not make a wait of nothing that never ends.
        return missing <= 1e-9 ? 0 : Math.max(1, (long) Math.ceil(missing * NANOS_PER_MINUTE / perMinute));
    }

    /** Takes, at most a minute's worth. */
    void take(long amount, long now) {
        fill(now);
        level -= Math.min(amount, perMinute);
    }

    /** What was taken as an estimate turned out to be something else. */
    void correct(long taken, long used, long now) {
        fill(now);
        level = Math.min(capacity, level + Math.min(taken, perMinute) - Math.min(used, perMinute));
    }

    private void fill(long now) {
        long passed = now - filledAt;
        if (passed > 0) {
            level = Math.min(capacity, level + passed * (perMinute / NANOS_PER_MINUTE));
            filledAt = now;
        }
    }
}
