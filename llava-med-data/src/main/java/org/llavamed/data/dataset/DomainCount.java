package org.llavamed.data.dataset;

/**
 * How many records belong to a domain or to an exact set of domains.
 *
 * @param name key of the domain, keys joined by {@code +}, or {@code none}
 * @param records how many records
 * @param qaPairs how many question-answer pairs they have
 */
public record DomainCount(String name, long records, long qaPairs) {}
