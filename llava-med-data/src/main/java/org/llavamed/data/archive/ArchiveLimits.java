package org.llavamed.data.archive;

/**
 * How much of an archive is read before it is refused.
 *
 * @param entryBytes most bytes of a member whose content is read; a larger one can still be passed over
 * @param totalBytes most bytes the whole archive may have when it is decompressed
 * @param entries most members of any kind
 */
public record ArchiveLimits(long entryBytes, long totalBytes, int entries) {
    /**
     * 256 MiB a member that is read, 8 GiB altogether, 100,000 members. Packages of articles with films among their supplements
     * have a few GiB and up to some thousand members.
     */
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(256L << 20, 8L << 30, 100_000);

    /** Checks that each limit is at least 1. */
    public ArchiveLimits {
        if (entryBytes < 1 || totalBytes < 1 || entries < 1) {
            throw new IllegalArgumentException("limits must be at least 1");
        }
    }
}
