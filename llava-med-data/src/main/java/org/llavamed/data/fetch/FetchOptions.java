package org.llavamed.data.fetch;

import java.time.Duration;
import org.llavamed.data.archive.ArchiveLimits;

/**
 * How images are fetched.
 *
 * @param concurrency transfers at a time, 1 to 64
 * @param requestsPerSecond most requests begun a second, all transfers together; more than 0
 * @param attempts most tries of a package, at least 1
 * @param firstWait wait before the second try; doubled from try to try, with chance in it
 * @param longestWait most that is waited between two tries, also if the server asks for more
 * @param limit most lines of the list that are used, at least 1
 * @param retryMissing whether images are tried again that an earlier run found missing for good
 * @param decode whether each image is decoded to see that it can be read; else only its beginning and end are looked at
 * @param archiveLimits how much of a package is read
 */
public record FetchOptions(
        int concurrency,
        double requestsPerSecond,
        int attempts,
        Duration firstWait,
        Duration longestWait,
        int limit,
        boolean retryMissing,
        boolean decode,
        ArchiveLimits archiveLimits) {
    /**
     * Checks the ranges.
     *
     * @param concurrency as above
     * @param requestsPerSecond as above
     * @param attempts as above
     * @param firstWait as above
     * @param longestWait as above
     * @param limit as above
     * @param retryMissing as above
     * @param decode as above
     * @param archiveLimits as above
     */
    public FetchOptions {
        require(concurrency >= 1 && concurrency <= 64, "concurrency must be 1 to 64");
        require(requestsPerSecond > 0 && requestsPerSecond <= 1e6, "requests a second must be above 0");
        require(attempts >= 1, "attempts must be at least 1");
        require(!firstWait.isNegative() && !longestWait.isNegative(), "waits must not be negative");
        require(limit >= 1, "limit must be at least 1");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * Begins with 3 transfers at a time, 3 requests a second (what NCBI asks of programs), 5 tries, 1 s to 5 min between them,
     * no limit, and the defaults of {@link ArchiveLimits}.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets options one by one; see {@link FetchOptions} for what they mean. */
    public static final class Builder {
        private int concurrency = 3;
        private double requestsPerSecond = 3;
        private int attempts = 5;
        private Duration firstWait = Duration.ofSeconds(1);
        private Duration longestWait = Duration.ofMinutes(5);
        private int limit = Integer.MAX_VALUE;
        private boolean retryMissing;
        private boolean decode;
        private ArchiveLimits archiveLimits = ArchiveLimits.DEFAULT;

        private Builder() {}

        /**
         * Sets how many transfers go on at a time.
         *
         * @param value 1 to 64
         * @return this
         */
        public Builder concurrency(int value) {
            concurrency = value;
            return this;
        }

        /**
         * Sets the rate.
         *
         * @param value requests a second
         * @return this
         */
        public Builder requestsPerSecond(double value) {
            requestsPerSecond = value;
            return this;
        }

        /**
         * Sets how often a package is tried.
         *
         * @param value most tries
         * @param first wait before the second
         * @param longest most that is waited
         * @return this
         */
        public Builder attempts(int value, Duration first, Duration longest) {
            attempts = value;
            firstWait = first;
            longestWait = longest;
            return this;
        }

        /**
         * Sets how many lines are used.
         *
         * @param value most lines
         * @return this
         */
        public Builder limit(int value) {
            limit = value;
            return this;
        }

        /**
         * Sets whether what an earlier run reported missing is tried again.
         *
         * @param value whether it is
         * @return this
         */
        public Builder retryMissing(boolean value) {
            retryMissing = value;
            return this;
        }

        /**
         * Sets whether each image is decoded.
         *
         * @param value whether it is
         * @return this
         */
        public Builder decode(boolean value) {
            decode = value;
            return this;
        }

        /**
         * Sets how much of a package is read.
         *
         * @param value the limits
         * @return this
         */
        public Builder archiveLimits(ArchiveLimits value) {
            archiveLimits = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException if one is out of its range
         */
        public FetchOptions build() {
            return new FetchOptions(
                    concurrency,
                    requestsPerSecond,
                    attempts,
                    firstWait,
                    longestWait,
                    limit,
                    retryMissing,
                    decode,
                    archiveLimits);
        }
    }
}
