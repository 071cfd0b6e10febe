package org.llavamed.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a reader for a format. The JDK's own reader comes first, because its pixels are the ones compared with Pillow's;
 * plug-ins are found through ImageIO's registry and, for applications with several class loaders, through {@link
 * ServiceLoader}.
 */
final class ImageReaders {
    private static final Logger LOG = LoggerFactory.getLogger(ImageReaders.class);
    private static final String JDK = "com.sun.imageio.";
    private static final String TWELVE_MONKEYS = "com.twelvemonkeys.";

    private ImageReaders() {}

    /** Reader of a format, the JDK's if it has one, or null. */
    static @Nullable ImageReaderSpi find(ImageFormat format) {
        List<ImageReaderSpi> readers = all(format);
        for (ImageReaderSpi reader : readers) {
            if (reader.getClass().getName().startsWith(JDK)) {
                return reader;
            }
        }
        return readers.isEmpty() ? null : readers.get(0);
    }

    /** TwelveMonkeys' reader of a format, or null. */
    static @Nullable ImageReaderSpi findTwelveMonkeys(ImageFormat format) {
        for (ImageReaderSpi reader : all(format)) {
            if (reader.getClass().getName().startsWith(TWELVE_MONKEYS)) {
                return reader;
            }
        }
        return null;
    }

    private static List<ImageReaderSpi> all(ImageFormat format) {
        List<ImageReaderSpi> found = new ArrayList<>();
        collect(IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true), format, found);
        collect(ServiceLoader.load(ImageReaderSpi.class).iterator(), format, found);
        collect(
                ServiceLoader.load(ImageReaderSpi.class, ImageReaders.class.getClassLoader())
                        .iterator(),
                format,
                found);
        return found;
    }

    private static void collect(Iterator<ImageReaderSpi> readers, ImageFormat format, List<ImageReaderSpi> found) {
        // A broken plug-in of the application must not stop the others; a bound keeps a broken iterator from looping.
        for (int failures = 0; failures < 100; ) {
            try {
                if (!readers.hasNext()) {
                    return;
                }
                ImageReaderSpi reader = readers.next();
                String[] names = reader.getFormatNames();
                if (names != null && Arrays.stream(names).anyMatch(format.readerName()::equalsIgnoreCase)) {
                    found.add(reader);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
                LOG.debug("An ImageIO plug-in cannot be loaded", e);
            }
        }
    }
}
