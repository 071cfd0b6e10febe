package org.llavamed.tokenizer;

/** Where characters end in UTF-8 (RFC 3629, section 4), byte by byte as SentencePiece reads it. */
final class Utf8 {
    /** The bytes are the beginning of a character. */
    static final int INCOMPLETE = 0;
    /** No character starts with these bytes. */
    static final int INVALID = -1;

    private Utf8() {}

    /** The length, 1 to 4, of the character at start, or {@link #INCOMPLETE} or {@link #INVALID}. */
    static int sequenceLength(byte[] bytes, int start, int end) {
        int first = bytes[start] & 0xff;
        int length = first < 0x80
                ? 1
                : first < 0xc2 ? INVALID : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : INVALID;
        for (int i = 1; i < length; i++) {
            if (start + i == end) {
                return INCOMPLETE;
            }
            int next = bytes[start + i] & 0xff;
            // The second byte is narrower for overlong forms, surrogates and above U+10FFFF.
            int low = i > 1 ? 0x80 : first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
            int high = i > 1 ? 0xbf : first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
            if (next < low || next > high) {
                return INVALID;
            }
        }
        return length;
    }
}
