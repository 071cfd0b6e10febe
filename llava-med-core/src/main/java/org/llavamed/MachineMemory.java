package org.llavamed;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory this process can have: the machine's, or its container's if that is less. */
final class MachineMemory {
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable:\\s+(\\d{1,12}) kB");

    private MachineMemory() {}

    /** Bytes of the machine or the container. */
    static long totalBytes() {
        return system().getTotalMemorySize(); // knows about containers
    }

    /** Bytes that can be taken without pushing others out; page cache counts as free. */
    static long availableBytes() {
        long free = system().getFreeMemorySize();
        try {
            Path file = Path.of("/proc/meminfo");
            if (Files.isReadable(file)) {
                Matcher matcher = AVAILABLE.matcher(Files.readString(file));
                if (matcher.find()) {
                    free = Math.max(free, Long.parseLong(matcher.group(1)) * 1024);
                }
            }
        } catch (IOException e) {
            return Math.min(free, totalBytes());
        }
        return Math.min(free, totalBytes());
    }

    private static com.sun.management.OperatingSystemMXBean system() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    }
}
