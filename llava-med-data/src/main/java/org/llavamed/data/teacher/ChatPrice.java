package org.llavamed.data.teacher;

/**
 * What a model's tokens cost, as its provider lists it: the caller's figures, none are built in.
 *
 * @param promptPerMillion price of a million prompt tokens, at least 0
 * @param completionPerMillion price of a million reply tokens, at least 0
 * @param currency how the price is shown, such as {@code USD}
 */
public record ChatPrice(double promptPerMillion, double completionPerMillion, String currency) {
    /**
     * Checks the figures.
     *
     * @param promptPerMillion as above
     * @param completionPerMillion as above
     * @param currency as above
     */
    public ChatPrice {
        if (!(promptPerMillion >= 0 && completionPerMillion >= 0)
                || Double.isInfinite(promptPerMillion)
                || Double.isInfinite(completionPerMillion)) {
            throw new IllegalArgumentException(
                    "prices " + promptPerMillion + " and " + completionPerMillion + " are not both 0 or more");
        }
        if (currency.isBlank()) {
            throw new IllegalArgumentException("a price needs a currency");
        }
    }

    /**
     * What tokens cost.
     *
     * @param usage the tokens of one call, or of many
     * @return the cost in the currency
     */
    public double cost(ChatUsage usage) {
        return (usage.promptTokens() * promptPerMillion + usage.completionTokens() * completionPerMillion) / 1e6;
    }
}
