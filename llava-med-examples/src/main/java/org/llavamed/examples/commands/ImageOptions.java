package org.llavamed.examples.commands;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.llavamed.image.ImageSource;
import org.llavamed.image.ImageWindow;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How image files are read. */
final class ImageOptions {
    @Option(
            names = "--window",
            paramLabel = "C,W",
            converter = WindowConverter.class,
            description = "Centre and width of the range of 16-bit grey to show. Default: the full range.")
    private @Nullable ImageWindow window;

    /** Decodes at once, so that a bad file is reported before a model is loaded or a question typed. */
    ImageSource source(Path file) {
        ImageSource source = ImageSource.of(file);
        return ImageSource.of((window == null ? source : source.withWindow(window)).decode());
    }

    /** Reads {@code centre,width}. */
    static final class WindowConverter implements ITypeConverter<ImageWindow> {
        @Override
        public ImageWindow convert(String value) {
            String[] parts = value.split(",", -1);
            try {
                if (parts.length == 2) {
                    return new ImageWindow(Double.parseDouble(parts[0].strip()), Double.parseDouble(parts[1].strip()));
                }
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is not two numbers, centre and width");
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
            throw new TypeConversionException("'" + value + "' is not two numbers, centre and width");
        }
    }
}
