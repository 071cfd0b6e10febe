package org.llavamed.eval.judge;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as Python's {@code float()} reads them, which the published evaluators call. */
final class PythonFloat {
    private static final int LONGEST = 300;
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:D(?:\\.(?:D)?)?|\\.D)(?:e[+-]?D)?".replace("D", "[0-9]+(?:_[0-9]+)*"));
    private static final Pattern WORD = Pattern.compile("[+-]?(?:inf|infinity|nan)");

    private PythonFloat() {}

    /** The number, NaN for the words Python knows, which are no scores; null if it is no number. */
    static @Nullable Double parse(String field) {
        if (field.length() > LONGEST) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        field.codePoints().forEach(c -> text.appendCodePoint(plain(c)));
        String number = text.toString().strip().toLowerCase(Locale.ROOT);
        if (WORD.matcher(number).matches()) {
            return Double.NaN;
        }
        return DECIMAL.matcher(number).matches() ? Double.valueOf(number.replace("_", "")) : null;
    }

    /** Digits of all scripts become 0 to 9, and all white space a blank. */
    static int plain(int c) {
        if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85) {
            return ' ';
        }
        return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER ? '0' + Character.digit(c, 10) : c;
    }
}
