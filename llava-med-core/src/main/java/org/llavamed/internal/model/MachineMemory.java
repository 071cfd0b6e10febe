package org.llavamed.internal.model;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process can have: the machine's, or its container's if that is less. */
public final class MachineMemory {
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,15}) kB");
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal:\\s+(\\d{1,15}) kB");

    /** Page cache of a container, which the kernel gives back when it is needed. */
    private static final List<Pattern> RECLAIMABLE = List.of(
            Pattern.compile("(?m)^(?:total_)?inactive_file (\\d{1,18})$"),
            Pattern.compile("(?m)^(?:total_)?active_file (\\d{1,18})$"));

    private MachineMemory() {}

    /** Bytes of the machine or the container. */
    public static long totalBytes() {
        return system().getTotalMemorySize(); // knows about containers
    }

    /** Bytes that can be taken without pushing others out; page cache counts as free. */
    public static long availableBytes() {
        long total = totalBytes();
        String machine = read(Path.of("/proc/meminfo"));
        long free = system().getFreeMemorySize();
        OptionalLong machineTotal = number(TOTAL, machine);
        if (machineTotal.isEmpty()) {
            return Math.min(free, total);
        }
        if (machineTotal.getAsLong() * 1024 > total) {
            return Math.min(Math.max(free, containerBytes(total)), total);
        }
        return Math.min(Math.max(free, number(AVAILABLE, machine).orElse(0) * 1024), total);
    }

    /** What a container's limit leaves: cgroup version 2, then version 1; 0 if neither says. */
    private static long containerBytes(long limit) {
        for (String[] files : new String[][] {
            {"/sys/fs/cgroup/memory.current", "/sys/fs/cgroup/memory.stat"},
            {"/sys/fs/cgroup/memory/memory.usage_in_bytes", "/sys/fs/cgroup/memory/memory.stat"}
        }) {
            OptionalLong used = number(Pattern.compile("^(\\d{1,18})"), read(Path.of(files[0])));
            if (used.isPresent()) {
                String stat = read(Path.of(files[1]));
                long cache = RECLAIMABLE.stream()
                        .mapToLong(pattern -> number(pattern, stat).orElse(0))
                        .sum();
                return limit - Math.max(0, used.getAsLong() - cache);
            }
        }
        return 0;
    }

    private static OptionalLong number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
    }

    private static String read(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private static com.sun.management.OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    }
}
