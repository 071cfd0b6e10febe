package org.llavamed.data.teacher;

/**
 * A rough count of tokens before a call, for rate limits and for the cost of a dry run; the bill comes from the server's
 * {@link ChatUsage}. Four ASCII characters count as a token (the rule of thumb OpenAI gives for English) and any other
 * character as one; a message takes four more and a request three, as in OpenAI's chat format. Text of numbers, markup or
 * rare words takes more tokens than this.
 */
public final class TokenEstimate {
    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int PER_MESSAGE = 4;
    private static final int PER_REQUEST = 3;
    private static final int UNSAID_REPLY = 500;

    private TokenEstimate() {}

    /**
     * Tokens of a text.
     *
     * @param text the text
     * @return the estimate, 0 for an empty text
     */
    public static long text(String text) {
        long ascii = 0;
        long other = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                ascii++;
            } else if (!Character.isLowSurrogate(c)) {
                other++;
            }
        }
        return (ascii + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN + other;
    }

    /**
     * Tokens of all messages of a request.
     *
     * @param request the request
     * @return the estimate
     */
    public static long prompt(ChatRequest request) {
        long tokens = PER_REQUEST;
        for (ChatMessage message : request.messages()) {
            tokens += PER_MESSAGE + text(message.content());
        }
        return tokens;
    }

    /**
     * Tokens the reply may take: the request's own limit, which is also what OpenAI counts against its limit by the minute, or
     * 500 if it has none.
     *
     * @param request the request
     * @return the estimate
     */
    public static long reply(ChatRequest request) {
        Integer limit = request.maxTokens();
        return limit == null ? UNSAID_REPLY : limit;
    }

    /**
     * Both as usage, for {@link ChatPrice#cost}.
     *
     * @param request the request
     * @return the estimate
     */
    public static ChatUsage usage(ChatRequest request) {
        return new ChatUsage(prompt(request), reply(request));
    }
}
