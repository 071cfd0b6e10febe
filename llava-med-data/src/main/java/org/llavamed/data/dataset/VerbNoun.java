package org.llavamed.data.dataset;

/**
 * The root of a question: its verb and what the verb is about, in their dictionary forms.
 *
 * @param verb for instance {@code describe}
 * @param noun for instance {@code image}
 */
public record VerbNoun(String verb, String noun) {}
